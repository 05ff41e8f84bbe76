"""An exported HTML page, read back as its reader would see it."""

from collections import Counter
from html.parser import HTMLParser

OUR_TAGS = """
html head meta title style body header h1 h2 h3 p code main section div span a ul ol li blockquote
"""
OUR_ATTRIBUTES = """
lang charset http-equiv content name dir class id href rel aria-label data-clippings
"""
TAGS = frozenset(OUR_TAGS.split())
ATTRIBUTES = frozenset(OUR_ATTRIBUTES.split())
VOID = {"meta"}


class Page(HTMLParser):
    """An exported page as its reader would have it; refuses whatever is not ours."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words = ""
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert tag in TAGS, tag
        assert set(values) <= ATTRIBUTES, values
        if href := values.get("href"):
            assert tag == "a"
            assert href.startswith(("#", "http://", "https://"))
            self.links.append(href)
        if id_ := values.get("id"):
            self.ids[id_] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)
