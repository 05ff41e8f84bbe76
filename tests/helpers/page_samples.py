"""An answer to show, and HTML read back as its reader would see it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from threading import Event
from typing import Any

from rag.answering.provenance import Provenance, SentenceChange
from rag.errors import UsageError
from rag.settings import Settings
from rag.store.archive import ArchiveStatus
from rag.store.catalogue import Catalogue
from rag.store.schema import SCHEMA
from rag.store.syndication import StoryCopy
from rag.types import Answer, Article, Citation, Claim, Request
from rag.web.conversation import Turn

TODAY = date(2026, 11, 25)
OUR_TAGS = """
article h1 h2 p span button bdi time a mark div ol ul li header section b del ins q form textarea
label input details summary code footer progress
"""
OUR_ATTRIBUTES = """
class id data-index data-answer data-n data-format data-whole data-checks max data-shown
data-window aria-busy aria-label aria-hidden aria-current aria-live role dir lang title type name
form value hidden datetime href target rel aria-expanded aria-keyshortcuts data-step aria-controls
referrerpolicy for rows maxlength placeholder autocomplete enterkeyhint data-limit data-listed
data-reset data-usual inputmode min step checked
"""
TAGS = frozenset(OUR_TAGS.split())
ATTRIBUTES = frozenset(OUR_ATTRIBUTES.split())

TEXT = (
    "HARBOUR, Monday. The bridge opened on 3 May.\n\nIt cost 611 million crowns. "
    "The minister said so.\nTolls are not planned."
)
ARTICLE = Article(
    id="a1",
    title="The bridge opens",
    text=TEXT,
    published="2026-05-04",
    outlet="Harbour Post",
    authors=("Ida Moor",),
    url="https://www.harbourpost.example/bridge",
)


def cite(n: int, sentence: str, article: Article = ARTICLE) -> Citation:
    start = article.text.index(sentence)
    return Citation(
        n=n,
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        authors=article.authors,
        url=article.url,
        published=article.published,
        sentence=sentence,
        start=start,
        end=start + len(sentence),
    )


COST = cite(1, "It cost 611 million crowns.")
TOLLS = cite(2, "Tolls are not planned.")
ANSWER = Answer(
    question="What did it cost?",
    asked_as="What did it cost?",
    mode="generated",
    text="It cost 611 million crowns. [1] It opened in June. [2] The queen came. [9]",
    claims=(
        Claim("It cost 611 million crowns.", "supported", (1,), "Same figure."),
        Claim("It opened in June.", "weak", (2,), "The source says May."),
        Claim("The queen came.", "unsupported", (), "Nobody mentions a queen."),
    ),
    citations=(COST, TOLLS),
    model="qwen3:4b-instruct",
)

BROKEN_OFF = replace(
    ANSWER,
    text="It cost 611 million crowns. [1]",
    claims=ANSWER.claims[:1],
    citations=(COST,),
    warnings=("It broke off.",),
    broken_off=True,
    instead=replace(
        ANSWER, mode="extractive", text=f"{TOLLS.sentence} [2] {COST.sentence} [1]", model=None
    ),
)


FOLDED = replace(
    BROKEN_OFF.instead or ANSWER,
    claims=(),
    folded="1 of 3 sentences is supported",
    instead=replace(ANSWER, text="It cost 611 million crowns. [1] It opened in June. [2] […]"),
)


def turn(answer: Answer | None = ANSWER, **request: Any) -> Turn:
    asked = Request(question="What did it cost?", today=TODAY)
    return Turn(replace(asked, **request), answer)


def told(citation: Citation, *, before: str | None = None, wire: bool = False) -> Provenance:
    """What is known of a citation's sources: what it said before, who printed it first."""
    place = (citation.article_id, citation.start, citation.end)
    own = StoryCopy(citation.article_id, citation.title, citation.outlet, citation.published)
    first = StoryCopy("a0", "Bridge <open>", "The <Lantern>", "2026-05-03")
    return Provenance(
        copies={citation.article_id: (first, own)} if wire else {},
        rewordings={} if before is None else {place: SentenceChange(date(2026, 5, 9), before)},
    )


class Shown(HTMLParser):
    """HTML as a tree of nothing but what the tests ask for; refuses any tag that is not ours."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[tuple[str, dict[str, str | None]], ...], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(str(html))  # a `Markup` would escape what is joined to it
        self.close()
        assert not self.open, "every tag is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        values = dict(attrs)
        assert set(values) <= ATTRIBUTES, values
        assert (values.get("href") or "https://").startswith(("http://", "https://", "#"))
        self.tags.append((tag, values))
        if tag != "input":
            self.open.append((tag, values))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    def text(self, tag: str = "", css: str = "") -> list[str]:
        """The text inside of each element with that tag or that class."""
        found: dict[int, str] = {}
        for above, data in self.texts:
            for name, values in above:
                if name == tag or css in (values.get("class") or "").split():
                    found[id(values)] = found.get(id(values), "") + data
        return list(found.values())

    def attributes(self, tag: str, css: str) -> list[dict[str, str | None]]:
        return [
            values
            for name, values in self.tags
            if name == tag and {css} - {""} <= set((values.get("class") or "").split())
        ]


STATUS = ArchiveStatus(
    path="archive",
    articles=2041,
    passages=9000,
    undated=1,
    first_day=date(2025, 1, 3),
    last_day=date(2026, 11, 20),
    outlets={"Harbour Post": 2000, "The Lantern": 41},
    years={2025: 1000, 2026: 1040},
    stories=3,
    duplicates=4,
    versions=2,
    embedding_model="all-MiniLM-L6-v2",
    generation=1,
    refreshed="2026-11-20",
    checked="2026-11-20T07:00:00+01:00",
    size=90_000_000,
)


class ScriptedPipeline:
    """Gives the answers or raises the error it was made with; remembers what it was asked."""

    def __init__(self, *steps: Answer | Exception) -> None:
        self.steps = steps
        self.requests: list[Request] = []
        self.closed = Event()
        self.settings = Settings(model="none")

    def stream(self, request: Request) -> Iterator[Answer]:
        self.requests.append(request)
        try:
            for step in self.steps:
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.closed.set()


class OneArticle:
    """An archive of ARTICLE alone."""

    def status(self) -> ArchiveStatus:
        return STATUS

    def articles(self) -> Iterator[Article]:
        return iter([ARTICLE])

    def article(self, article_id: str) -> Article:
        if article_id != ARTICLE.id:
            raise UsageError(f"There is no article {article_id!r}.")
        return ARTICLE

    @contextmanager
    def snapshot(self) -> Iterator[Catalogue]:
        """Of a catalogue in which nothing was ever copied or changed."""
        with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
            connection.executescript(SCHEMA)
            yield Catalogue(connection)


def message(html: str) -> dict[str, Any]:
    """The values in an element for the scripts alone."""
    (text,) = Shown(html).text(css="message")
    found: dict[str, Any] = json.loads(text)
    return found
