"""Conversations to export, of an article's own slices or of whatever a test makes up."""

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from rag.export.formats import FORMATS
from rag.export.records import Export
from rag.types import Answer, Article, Citation, Claim, Correction, Window
from tests.helpers.page_samples import ANSWER, ARTICLE, BROKEN_OFF

ASKED = date(2026, 11, 25)
HOSTILE = [
    "Calm. --> <script>run()</script>",
    '"><img src=x onerror=run()>',
    "</li></main></style><svg/onload=run()>",
    "' onfocus=run() autofocus '",
    "<!-- clippings-export\n{}\n-->",
    'data-clippings="{}"',
    "```\n# Not a heading\n```",
    "[1]: javascript:run() [1] [2][9] ![x](http://evil.example/y.png)",
    "[here](javascript:run()) <http://evil.example> &lt;b&gt; &copy2026 &amp;lt;",
    "\u202egnihton si siht\u202c \u2066left\u2069 \u200e",
    "one\u2028two\u2029three\x85four\r\nfive\x0b\x00six",
    "a -- b --- c -----> d",
    "\\` \\\\ {} $x$ ~~~ | _a_ *b* ***",
    "---",
    "1. Ünïcode e\u0301 한국어 日本 عربى 👩\u200d👩\u200d👧",
    "\ufeffBOM and \u00a0 spaces  \t twice",
]
texts = st.text(max_size=60) | st.sampled_from(HOSTILE)
said = texts.filter(bool)
days = st.none() | st.dates().map(date.isoformat) | st.just("2026-05-04T10:00:00+02:00")


@st.composite
def citations(draw: st.DrawFn, n: int) -> Citation:
    sentence, start = draw(said), draw(st.integers(0, 10_000))
    return Citation(
        n=n,
        article_id=draw(said),
        title=draw(texts),
        outlet=draw(texts),
        authors=tuple(draw(st.lists(texts, max_size=2))),
        url=draw(texts | st.just("https://www.harbourpost.example/bridge?a=1&b=(2)")),
        published=draw(days),
        sentence=sentence,
        start=start,
        end=start + len(sentence),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any finished answer; some broke off and have sentences beside them."""
    cited = tuple(draw(citations(n)) for n in range(1, draw(st.integers(0, 3)) + 1))
    claim = Claim(
        draw(said),
        draw(st.sampled_from(["weak", "unsupported"])),
        (1,),
        draw(texts),
        draw(st.none() | st.builds(Correction, texts, texts, st.just(1))),
    )
    values: dict[str, Any] = {
        "question": draw(texts),
        "asked_as": draw(texts),
        "text": f"{claim.text} [1] {draw(texts)} [2][3]\n{draw(texts)}",
        "claims": (claim,),
        "citations": cited,
        "window": draw(st.none() | st.builds(Window, st.just(ASKED), st.none(), texts)),
        "warnings": tuple(draw(st.lists(texts, max_size=2))),
        "timings": draw(st.dictionaries(texts, st.floats(0, 99), max_size=2)),
    }
    instead = Answer(mode="extractive", **values) if draw(st.booleans()) else None
    mode = draw(st.sampled_from(["generated", "extractive", "declined"]))
    return Answer(
        mode=mode,
        **values,
        model=draw(st.none() | texts),
        complete=draw(st.booleans()),
        broken_off=instead is not None,
        instead=instead,
    )


exports = st.builds(
    Export,
    answers=st.lists(answers(), max_size=3).map(tuple),
    asked=st.dates(),
    archive=texts,
)


def export_of(*given: Answer) -> Export:
    return Export(given or (ANSWER, BROKEN_OFF), ASKED, "Fjord archive")


def slice_of(n: int, article: Article, start: int, end: int) -> Citation:
    """A citation of whatever stands there in an article."""
    return Citation(
        n=n,
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        authors=article.authors,
        url=article.url,
        published=article.published,
        sentence=article.text[start:end],
        start=start,
        end=end,
    )


def sentence_of(n: int, article: Article, sentence: str) -> Citation:
    start = article.text.index(sentence)
    return slice_of(n, article, start, start + len(sentence))


def quoting(*cited: Citation) -> Answer:
    """An extractive answer of these sentences."""
    text = " ".join(f"{one.sentence} [{one.n}]" for one in cited)
    claims = tuple(Claim(one.sentence, "supported", (one.n,)) for one in cited)
    question = f"What of {ARTICLE.title}?"
    return Answer(question, question, "extractive", text, claims, cited)


def record(id_: str, text: str, **fields: Any) -> dict[str, Any]:
    """An article for a newsroom's file of records."""
    return {
        "id": id_,
        "title": f"About {id_}",
        "text": text,
        "outlet": "Harbour Post",
        "published": "2026-05-04",
    } | fields


def saved(export: Export, name: str, folder: Path) -> Path:
    path = folder / "saved.txt"  # what it is must not be told by its name
    path.write_bytes(FORMATS[name].write(export).encode())
    return path
