"""What the page shows after each thing that its reader does; app.py carries it to the browser.

Every method takes the turns so far and what the browser sent, and gives a `View`: the new HTML of
those parts of the page that change, and under "turns" the conversation itself.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.chat import model_state
from rag.errors import ClippingsError, UsageError
from rag.page import answers, composer, model, overview, reader
from rag.page.apart import apart
from rag.page.conversation import Turn, Turns, next_turns, place_of
from rag.serving.pulling import pull

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.pipeline import Pipeline

View = dict[str, Any]
Sent = Mapping[str, Any]


class Desk:
    """One archive and one pipeline behind any number of tabs; keeps nothing of any of them."""

    def __init__(self, archive: "Archive", pipeline: "Pipeline", today: Callable[[], date]) -> None:
        """`today` is called at each question: the day that "last week" counts from."""
        self._archive = archive
        self._pipeline = pipeline
        self._today = today
        self.status = archive.status()
        self._welcome = overview.welcome(
            self.status, overview.example_questions(archive.articles())
        )

    def clear(self, _turns: Turns = (), _sent: Sent | None = None) -> View:
        """The page before anything was asked."""
        return self._show(()) | {"opened": "", "article": "", "window": composer.chip_of(())}

    def ask(self, turns: Turns, sent: Sent) -> Generator[View, None, None]:
        """A growing answer to the form that was sent; closing it cancels the answer."""
        try:
            turns = next_turns(sent["form"], turns, today=self._today())
        except UsageError as error:
            yield {"window": composer.chip_of(turns, fault=str(error))}
            return
        yield self._show(turns) | {"opened": "", "article": ""}
        try:
            with closing(apart(self._pipeline.stream(turns[-1].request))) as growing:
                for answer in growing:
                    if answer is None:
                        yield {"turns": turns}  # nothing new, but a chance to be closed
                        continue
                    # The chip is set once: the reader may be editing it while the answer grows.
                    first = turns[-1].answer is None
                    turns = _with_last(turns, turns[-1].with_answer(answer))
                    chip = {"window": composer.chip_of(turns)} if first else {}
                    yield self._show(turns) | chip
        except ClippingsError as error:
            yield self._show(_with_last(turns, turns[-1].with_fault(str(error))))
        except Exception:  # nobody foresaw it: the reader hears of it, the terminal has the rest
            yield self._show(_with_last(turns, turns[-1].with_fault(answers.BROKEN)))
            raise

    def stop(self, turns: Turns, _sent: Sent) -> View:
        return self._show(_with_last(turns, *(turn.halted() for turn in turns[-1:])))

    def limit(self, turns: Turns, sent: Sent) -> View:
        """The reader set or removed the time window."""
        return {"window": composer.chip_of_form(sent["form"], asked=bool(turns))}

    def list_sources(self, turns: Turns, sent: Sent) -> View:
        return {"opened": reader.sources_of(turns, sent["answer"]), "article": ""}

    def open_article(self, turns: Turns, sent: Sent) -> View:
        place, n = sent["answer"], sent["n"]
        return {
            "opened": reader.sources_of(turns, place, open_n=n),
            "article": reader.opened(turns, place, n, self._archive.article),
        }

    def model(self, _turns: Turns = (), sent: Sent | None = None) -> View:
        """Who writes the answers, as the server has it now; `checks` in `sent` counts the looks."""
        checks = (sent or {}).get("checks")
        try:
            state = model_state(self._pipeline.settings)
        except ClippingsError as error:
            return {"model": model.unusable(str(error)), "warning": ""}
        line = model.model_line(state, checks=checks if isinstance(checks, int) else 0)
        return {"model": line, "warning": model.warning_line(state.warning)}

    def get_model(self, _turns: Turns, _sent: Sent) -> Generator[View, None, None]:
        """The model that the settings name, on its way; closing it stops the download."""
        try:
            name = model_state(self._pipeline.settings).pullable
            if name:
                yield {"pull": (shown := model.pulling(name))}
                with closing(apart(pull(self._pipeline.settings, name))) as coming:
                    for progress in coming:
                        shown = model.pulling(name, progress) if progress else shown
                        yield {"pull": shown}
        except ClippingsError as error:
            yield self.model() | {"pull": model.pull_failed(str(error))}
        except Exception:
            yield self.model() | {"pull": model.pull_failed(answers.BROKEN)}
            raise
        else:
            yield self.model() | {"pull": ""}

    def leave_model(self, _turns: Turns, _sent: Sent) -> View:
        """The reader cancelled the download."""
        return self.model() | {"pull": ""}

    def _show(self, turns: Turns) -> View:
        last = len(turns) - 1
        return {
            "turns": turns,
            "past": answers.conversation(turns[:-1]),
            "current": answers.conversation(turns[-1:], first=last) or self._welcome,
            "sources": reader.sources_of(turns, place_of(last)),
            "spoken": answers.live_region(turns),
        }


def _with_last(turns: Turns, *last: Turn) -> Turns:
    return (*turns[:-1], *last)
