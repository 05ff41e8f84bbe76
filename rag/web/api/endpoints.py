"""What other programs may ask the page: a few functions that read the archive and change nothing.

Gradio's API offers them here, the MCP server in mcp_server.py beside. Their docstrings are what a
program, or the model behind it, is told of them, so they say more than others do.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Never

from rag.errors import ClippingsError, UsageError
from rag.llm.model_choice import read_model_state
from rag.types import Answer, Request
from rag.validation import read_fields
from rag.web.api.parameters import (
    FAULT_SENTENCES,
    ArticleParameters,
    AskParameters,
    SearchParameters,
)
from rag.web.background import run_in_background

if TYPE_CHECKING:
    from rag.answering.pipeline import Pipeline
    from rag.retrieval.search import Archive

QUESTIONS_AT_ONCE = 4  # more wait their turn; nothing else does
STATED = ("name", "reachable", "installed", "warning")  # of the model

Result = dict[str, Any]


class Endpoints:
    """The functions on one archive, for any number of callers at once."""

    def __init__(self, archive: "Archive", pipeline: "Pipeline", today: Callable[[], date]) -> None:
        """`today` is called at each question that names no day of its own."""
        self._archive = archive
        self._pipeline = pipeline
        self.today = today

    def ask(  # noqa: PLR0917 - Gradio gives them by their places
        self,
        question: str,
        today: str = "",
        from_date: str = "",
        to_date: str = "",
        outlets: list[str] | None = None,
        as_of: str = "",
        sources: int = 0,
        model: str = "",
    ) -> Generator[Answer | None, None, None]:
        """Answer a question from the news archive alone, citing the exact sentence of each source.

        The result has `mode` ("generated" by a language model, "extractive" made of source
        sentences, or "declined" where the archive does not answer), `text` with numbers such as
        [1] in it and "[…]" for what no source supports, `claims` (each sentence with the numbers
        of its citations and whether they support it: supported, weak or unsupported), `citations`
        (number, article_id, title, outlet, published, the sentence, and its place in the article's
        text from `start` to before `end`), the `window` of days that was searched, and `warnings`
        that belong with the answer. `folded` says why a model's text, which is then under
        `instead`, does not lead. Rely on claims that are supported, and quote the cited sentence,
        not the claim.

        Args:
            question: The whole question in plain words; earlier ones are not remembered.
            today: The day that "last week" counts from, as 2026-05-03; left out, it is today.
            from_date: Only articles published on this day or later, as 2026-05-03.
            to_date: Only articles published on this day or earlier, as 2026-05-03.
            outlets: Only these outlets, named as list_outlets names them; left out, all of them.
            as_of: Answer as if it were this day, as 2026-05-03: nothing published later exists.
            sources: How many source sentences the answer may use, 20 at most; 0 is as usual.
            model: A local model that writes the answer, or "none" for source sentences alone.
        """
        values = {
            "question": question, "today": today, "from_date": from_date, "to_date": to_date,
            "outlets": outlets, "as_of": as_of, "sources": sources, "model": model,
        }  # fmt: skip
        given = read_fields(AskParameters, values, FAULT_SENTENCES)
        request = Request(
            given.question,
            given.today or given.as_of or self.today(),
            window=given.window,
            outlets=self._known(given.outlets),
            as_of=given.as_of,
            sources=given.sources or None,
            model=given.model or None,
        )
        with closing(run_in_background(self._pipeline.stream(request))) as growing:
            yield from growing

    def search_passages(
        self,
        question: str,
        k: int = 10,
        today: str = "",
        from_date: str = "",
        to_date: str = "",
        outlets: list[str] | None = None,
    ) -> Result:
        """Find the passages of the news archive that come nearest to a question, the best first.

        Each of `passages` has passage_id, article_id, title, outlet, published, a score that
        compares within this search only, the text, and its place in the article's text from
        `start` to before `end`. Nothing is written or judged: for an answer use ask.

        Args:
            question: A question, or a few words.
            k: How many passages, 50 at most.
            today: The day that "last week" counts from, as 2026-05-03; left out, it is today.
            from_date: Only articles published on this day or later, as 2026-05-03.
            to_date: Only articles published on this day or earlier, as 2026-05-03.
            outlets: Only these outlets, named as list_outlets names them; left out, all of them.
        """
        values = {"question": question, "k": k, "today": today, "outlets": outlets}
        days = {"from_date": from_date, "to_date": to_date}
        given = read_fields(SearchParameters, values | days, FAULT_SENTENCES)
        hits = self._archive.search(
            given.question,
            given.k,
            today=given.today or self.today(),
            window=given.window,
            outlets=self._known(given.outlets),
        )
        return {"passages": [hit.to_dict() for hit in hits]}

    def read_article(self, article_id: str) -> Result:
        """Read one whole article of the news archive, as it stands now.

        It has id, title, text, published, outlet, authors, url, section, language and, in
        `metadata`, what else its source gave; `copies` are the ids of other articles that tell it
        in the same words, `versions` what it said before it was changed.

        Args:
            article_id: An article_id out of the result of ask or search_passages.
        """
        name = read_fields(
            ArticleParameters, {"article_id": article_id}, FAULT_SENTENCES
        ).article_id
        with self._archive.snapshot() as catalogue:  # one moment for all three
            article = catalogue.read_article(name)
            if article is None:
                raise UsageError("There is no article of that id: search_passages gives ids.")
            copies, versions = catalogue.read_copies(name), catalogue.read_versions(name)
        values = {field: getattr(article, field) for field in article.__slots__ if field != "path"}
        told = [{"name": key, "value": value} for key, value in article.metadata.items()]
        return values | {
            "authors": list(article.authors),
            "metadata": told,  # no object of its own: Gradio's client takes any "path" for a file
            "copies": [one.id for one in copies if one.id != name],
            "versions": versions,
        }

    def archive_status(self) -> Result:
        """Say what the news archive holds and how fresh it is.

        It has the number of articles and passages, how many are undated, the first and the last
        day of publication, articles by outlet and by year, when it was last refreshed, and which
        model writes answers, if one does.
        """
        status = self._archive.status()
        model = read_model_state(self._pipeline.settings)
        values: Result = {name: getattr(status, name) for name in status.__slots__}
        del values["path"]  # where it lies on this machine is nobody else's concern
        return values | {
            "first_day": status.first_day.isoformat() if status.first_day else None,
            "last_day": status.last_day.isoformat() if status.last_day else None,
            "outlets": dict(status.outlets),
            "years": {str(year): count for year, count in status.years.items()},
            "model": {name: getattr(model, name) for name in STATED},
        }

    def list_outlets(self) -> Result:
        """List the outlets whose articles are in the news archive, those with most articles first.

        Each of `outlets` has its name, as other functions want it, and its number of articles.
        """
        with self._archive.snapshot() as catalogue:
            counts = catalogue.count_by_outlet()
        return {"outlets": [{"name": name, "articles": n} for name, n in counts.items()]}

    @property
    def quick(self) -> tuple[Callable[..., Result], ...]:
        """All but `ask`: what waits for no model."""
        return self.search_passages, self.read_article, self.archive_status, self.list_outlets

    def _known(self, outlets: tuple[str, ...]) -> tuple[str, ...]:
        if outlets:
            with self._archive.snapshot() as catalogue:
                known = catalogue.load_outlets()
            if unknown := [name for name in outlets if known.find_outlet(name) is None]:
                raise UsageError(f"There is no outlet {unknown[0]!r}: list_outlets names them all.")
        return outlets


def offer(
    endpoints: Endpoints, *, api: Callable[..., Any], fault: Callable[..., Exception]
) -> None:
    """Make the functions endpoints of the page that is being built, as /ask, /read_article …

    `api` and `fault` are Gradio's `api` and `Error`. Only questions are queued, all else is served
    at once. While an answer grows it has `complete: false`; whoever goes away ends its writing.
    """

    def refuse(error: ClippingsError) -> Never:
        raise fault(str(error), print_exception=False) from error

    @wraps(endpoints.ask)
    def ask(*given: Any, **named: Any) -> Iterator[Result]:
        answer: Answer | None = None
        try:
            with closing(endpoints.ask(*given, **named)) as growing:
                for newer in growing:
                    answer = newer or answer
                    if answer:  # shown again, it gives Gradio a chance to close this
                        more = {} if answer.complete else {"complete": False}
                        yield answer.to_dict() | more
        except ClippingsError as error:
            refuse(error)

    api(ask, api_name="ask", api_description=join_help(ask), concurrency_limit=QUESTIONS_AT_ONCE)
    for function in endpoints.quick:
        name, said = function.__name__, join_help(function)
        api(_make_refusing(function, refuse), api_name=name, api_description=said, queue=False)


def _make_refusing(
    function: Callable[..., Result], refuse: Callable[[ClippingsError], Never]
) -> Callable[..., Result]:
    @wraps(function)
    def refusing(*given: Any, **named: Any) -> Result:
        try:
            return function(*given, **named)
        except ClippingsError as error:
            refuse(error)

    return refusing


def join_help(function: Callable[..., Any]) -> str:
    """A docstring on one line."""
    return " ".join((function.__doc__ or "").split())
