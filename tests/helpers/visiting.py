"""One browser window on the page."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass
class Visit:
    """A browser window on the page, and everything that its browser asked for."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Ask, and wait until the answer is whole."""
        page = self.page
        page.locator("#question").fill(question)
        page.keyboard.press("Enter")
        page.locator("#current .question", has_text=question).wait_for()
        page.locator('#current .turn[aria-busy="false"]').wait_for(timeout=60_000)

    def cards(self) -> list[str]:
        """The sentence on the card of each number in the answer."""
        return self.page.locator("#current .n + .card .card-sentence").all_text_contents()

    def hosts(self) -> set[str | None]:
        return {urlsplit(url).hostname for url in self.requests if not url.startswith("data:")}
