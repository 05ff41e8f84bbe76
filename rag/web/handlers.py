"""What the page shows after each thing that its reader does; page.py carries it to the browser.

Every method takes the turns so far and what the browser sent, and gives a `View`: the new HTML of
those parts of the page that change, and under "turns" the conversation itself.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from rag.answering.provenance import read_history, trace_provenance
from rag.errors import ClippingsError, UsageError
from rag.llm.model_choice import NO_MODEL, choose_model, read_model_state
from rag.llm.pull import pull_model
from rag.web.answer_actions import take_answer
from rag.web.background import run_in_background
from rag.web.conversation import Turn, Turns, make_next_turns, name_place
from rag.web.saved_conversations import dump_conversation, load_conversation
from rag.web.templating import render
from rag.web.views import answers, composer, model_status, reader
from rag.web.views.home import choose_examples

if TYPE_CHECKING:
    from rag.answering.pipeline import Pipeline
    from rag.store.archive import ArchiveReader, ArchiveStatus

View = dict[str, Any]
Sent = Mapping[str, Any]


class Handlers:
    """One archive and one pipeline behind any number of tabs; keeps nothing of any of them."""

    def __init__(
        self, archive: "ArchiveReader", pipeline: "Pipeline", today: Callable[[], date]
    ) -> None:
        """`today` is called at each question: the day that "last week" counts from."""
        self._archive = archive
        self._pipeline = pipeline
        self._today = today
        self._greet(archive.status())
        self._outlets = self.status.outlets  # in the form that every page is served with

    def _greet(self, status: "ArchiveStatus") -> None:
        examples = choose_examples(self._archive.articles())
        self._welcome = render("home", "welcome", status=status, examples=examples)
        self.status = status

    def renew(self, turns: Turns = (), sent: Sent | None = None) -> View:
        """What stands around the conversation, of the archive as it is now.

        Whoever is greeted is greeted anew, but for a page that is being opened (`sent` is None):
        there the browser may be putting a conversation in the same place.
        """
        status = self._archive.status()
        if replace(status, size=self.status.size) != self.status:  # that grows by being read
            self._greet(status)
        view = {"masthead": render("home", "masthead", status=self.status)}
        if self.status.outlets != self._outlets:
            view["bridge"] = composer.render_composer(self.status.outlets)
        return view if turns or sent is None else view | {"current": self._welcome}

    def clear(self, turns: Turns = (), sent: Sent | None = None) -> View:
        """The page before anything was asked."""
        blank = {"opened": "", "article": "", "window": composer.render_last_window(())}
        return self._show(()) | blank | _tell_left(turns, sent or {})

    def restore(self, turns: Turns, sent: Sent) -> View:
        """The conversation that the browser sends, as it `kept` it, in place of the one shown."""
        call, name = sent.get("call"), sent.get("opening")
        try:
            kept = tuple(map(self._trace_sources, load_conversation(sent.get("kept"))))
        except ClippingsError as error:
            shown = self.stop(turns, sent) if _is_running(turns) else {}
            return shown | _tell_left(turns, sent, refused=name, why=str(error), call=call)
        opened = {"opened": "", "article": "", "window": composer.render_last_window(kept)}
        return self._show(kept) | opened | _tell_left(turns, sent, opened=name, call=call)

    def take(self, turns: Turns, sent: Sent) -> View:
        """An answer or a conversation as text, for the clipboard or a file of the browser's."""
        try:
            text = take_answer(turns, sent, archive=self.status.path, today=self._today())
        except UsageError as error:
            text = {"fault": str(error)}
        return _tell_script("taken", text | {"call": sent.get("call")})

    def ask(self, turns: Turns, sent: Sent) -> Generator[View, None, None]:
        """A growing answer to the form that was sent; closing it cancels the answer.

        The browser is given the conversation to keep when it grows by a question and when by an
        answer.
        """
        with closing(self._stream_answer(turns, sent)) as views:
            for view in views:
                last = view["turns"][-1] if "current" in view else None
                settled = last and not (last.running and last.answer)
                yield view | (_tell_kept(view["turns"], sent) if settled else {})

    def _stream_answer(self, turns: Turns, sent: Sent) -> Generator[View, None, None]:
        try:
            turns = make_next_turns(sent["form"], turns, today=self._today())
        except UsageError as error:
            yield {"window": composer.render_last_window(turns, fault=str(error))}
            return
        yield self._show(turns) | {"opened": "", "article": ""}
        try:
            with closing(run_in_background(self._pipeline.stream(turns[-1].request))) as growing:
                for answer in growing:
                    if answer is None:
                        yield {"turns": turns}  # nothing new, but a chance to be closed
                        continue
                    # The chip is set once: the reader may be editing it while the answer grows.
                    first = turns[-1].answer is None
                    turns = _change_last(turns, answer=answer)
                    turns = (*turns[:-1], self._trace_sources(turns[-1]))
                    chip = {"window": composer.render_last_window(turns)} if first else {}
                    yield self._show(turns) | chip
        except ClippingsError as error:
            yield self._show(_change_last(turns, fault=str(error)))
        except Exception:  # nobody foresaw it: the reader hears of it, the terminal has the rest
            yield self._show(_change_last(turns, fault=answers.BROKEN))
            raise

    def stop(self, turns: Turns, sent: Sent) -> View:
        turns = (*turns[:-1], *(turn.halted() for turn in turns[-1:]))
        return self._show(turns) | _tell_kept(turns, sent)

    def limit_window(self, turns: Turns, sent: Sent) -> View:
        """The reader set or removed the time window."""
        return {"window": composer.render_form_window(sent["form"], asked=bool(turns))}

    def list_sources(self, turns: Turns, sent: Sent) -> View:
        return {"opened": reader.render_listed(turns, sent["answer"]), "article": ""}

    def open_article(self, turns: Turns, sent: Sent) -> View:
        place, n = sent["answer"], sent["n"]
        revisions = partial(read_history, archive=self._archive)
        article = reader.render_opened(turns, place, n, self._archive.article, revisions)
        return {"opened": reader.render_listed(turns, place, open_n=n), "article": article}

    def show_model(self, turns: Turns = (), sent: Sent | None = None) -> View:
        """Who writes the answers, as the server has it now, and who else could.

        `sent` has the `model` that the reader chose, else it is that of the last question, and in
        `checks` the number of looks so far.
        """
        last = turns[-1].request.model if turns else None
        chosen, checks = (sent or {}).get("model", last), (sent or {}).get("checks")
        try:
            usual = state = read_model_state(self._pipeline.settings)
            if chosen in (*usual.available, NO_MODEL):
                state = read_model_state(choose_model(self._pipeline.settings, chosen))
        except ClippingsError as error:
            unusable = render("model_status", "unusable", why=str(error))
            return {"model": unusable, "warning": "", "writer": ""}
        looks = checks if isinstance(checks, int) else 0
        line = model_status.render_model_line(state, checks=looks)
        warning = render("model_status", "warning", says=state.warning)
        return {"model": line, "warning": warning, "writer": composer.render_model_chip(usual)}

    def look_round(self, turns: Turns) -> View:
        """The model and the archive as they are now."""
        return self.show_model(turns) | self.renew(turns)

    def get_model(self, _turns: Turns, _sent: Sent) -> Generator[View, None, None]:
        """The model that the settings name, on its way; closing it stops the download."""
        settings = self._pipeline.settings
        try:
            if name := read_model_state(settings).pullable:
                yield {"pull": (shown := model_status.render_download(name))}
                with closing(run_in_background(pull_model(settings, name))) as coming:
                    for progress in coming:
                        shown = model_status.render_download(name, progress) if progress else shown
                        yield {"pull": shown}
        except ClippingsError as error:
            yield self._tell_failed_download(str(error))
        except Exception:
            yield self._tell_failed_download(answers.BROKEN)
            raise
        else:
            yield self.leave_model()

    def leave_model(self, _turns: Turns = (), _sent: Sent | None = None) -> View:
        """The reader cancelled the download, or it is done."""
        return self.show_model() | {"pull": ""}

    def _tell_failed_download(self, why: str) -> View:
        return self.show_model() | {"pull": render("model_status", "failed_download", why=why)}

    def _trace_sources(self, turn: Turn) -> Turn:
        """With where its sources come from, once its answer is whole."""
        if turn.answer is None or not turn.answer.complete:
            return turn
        origins = trace_provenance(turn.answer, self._archive, as_of=turn.request.as_of)
        return replace(turn, origins=origins)

    def _show(self, turns: Turns) -> View:
        last = len(turns) - 1
        return {
            "turns": turns,
            "past": answers.render_conversation(turns[:-1]),
            "current": answers.render_conversation(turns[-1:], first=last) or self._welcome,
            "sources": reader.render_listed(turns, name_place(last)),
            "spoken": answers.render_live_region(turns),
        }


def _tell_kept(turns: Turns, sent: Sent, **told: object) -> View:
    """The conversation for the browser to keep, under the name that it has there."""
    kept = {"conversation": sent.get("conversation"), "kept": dump_conversation(turns)}
    return _tell_script("kept", kept | told)


def _tell_left(turns: Turns, sent: Sent, **told: object) -> View:
    """The conversation that is left, to be kept as far as it came if it was being answered."""
    return _tell_kept(turns, sent, **told) if _is_running(turns) else _tell_script("kept", told)


def _tell_script(part: str, values: Mapping[str, object]) -> View:
    return {part: render("conversations", "message", values=values)}


def _is_running(turns: Turns) -> bool:
    return bool(turns) and turns[-1].running


def _change_last(turns: Turns, **values: Any) -> Turns:
    return (*turns[:-1], replace(turns[-1], **values))
