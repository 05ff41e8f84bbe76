"""One refresh at a time, whoever started it: begun, followed from any number of tabs, cancelled.

How a refresh is run is not known here: app.py passes a callable in. It goes on when the tab that
began it is closed, and a tab that is opened meanwhile sees how far it is.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Condition, Thread
from typing import Any, Protocol

from rag.errors import ClippingsError, UsageError
from rag.llm.cancellation import Cancellation

MOST_NAMES = 200  # lines
LONGEST_NAME = 4000  # characters
PULSE = 0.5  # seconds after which a follower is given the state again, so that it can be closed
CRASHED = (
    "The refresh ended before it was done. The archive is as it was, and what was embedded is "
    "kept: start it again. The terminal of this server may say why it ended."
)

Told = Mapping[str, Any]


class Run(Protocol):
    """A refresh under way and what it tells (ingest/worker.py), until a `Cancellation` ends it."""

    def __call__(self, names: Sequence[str], *, yes: bool) -> Generator[Told, None, None]: ...


@dataclass(frozen=True, slots=True)
class State:
    """How far the refresh is that was begun last; as it stands before the first one."""

    names: tuple[str, ...] = ()
    running: bool = False
    cancelled: bool = False
    stage: Told = field(default_factory=dict)  # what was told last while it runs
    summary: Told = field(default_factory=dict)  # what it did
    fault: str = ""  # why it did nothing
    turn: int = 0  # how often there was something new, over all refreshes


class Refreshing:
    """The refreshes of one archive; for any number of threads."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._changed = Condition()
        self._state = State()
        self._stop = Cancellation()

    @property
    def state(self) -> State:
        return self._state

    def begin(self, names: Sequence[str], *, yes: bool = False) -> bool:
        """Begin a refresh from paths and addresses; False, and nothing, where one is running."""
        with self._changed:
            if self._state.running:
                return False
            self._stop = Cancellation()
            self._put(State(tuple(names), running=True, turn=self._state.turn))
        Thread(target=self._work, args=(self._stop,), kwargs={"yes": yes}, daemon=True).start()
        return True

    def cancel(self) -> None:
        """End the refresh, if there is one; the archive is then as it was before."""
        with self._changed:
            if not self._state.running or self._state.cancelled:
                return
            self._put(replace(self._state, cancelled=True))
        self._stop()

    def follow(self) -> Iterator[State]:
        """The state as it is and whenever it changes, until no refresh is running."""
        state = self._state
        yield state
        while state.running:
            with self._changed:
                if self._state.turn == state.turn:
                    self._changed.wait(PULSE)
                state = self._state
            yield state

    def _work(self, stop: Cancellation, *, yes: bool) -> None:
        last: Told = {}
        fault = CRASHED
        try:
            told = self._run(self._state.names, yes=yes)
            with stop.enforce(), closing(told):
                for last in told:
                    with self._changed:
                        self._put(replace(self._state, stage=last))
            fault = str(last.get("fault", "" if "summary" in last else CRASHED))
        except ClippingsError as error:
            fault = str(error)
        finally:
            self._finish(last.get("summary", {}), fault)

    def _finish(self, summary: Told, fault: str) -> None:
        with self._changed:
            cancelled = self._state.cancelled and not summary  # it may have been done just before
            fault = "" if cancelled else fault
            ended = replace(self._state, running=False, cancelled=cancelled)
            self._put(replace(ended, summary=summary, fault=fault))

    def _put(self, state: State) -> None:
        self._state = replace(state, turn=state.turn + 1)
        self._changed.notify_all()


def read_named_sources(sent: object) -> tuple[str, ...]:
    """The paths and addresses that were written, one a line. Raises UsageError for none."""
    lines = str(sent).splitlines() if isinstance(sent, str) else []
    names = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not names:
        raise UsageError("Name at least one file, folder or address, each on a line of its own.")
    if len(names) > MOST_NAMES or max(map(len, names)) > LONGEST_NAME or "\0" in str(sent):
        raise UsageError(
            f"Name up to {MOST_NAMES} files, folders or addresses of {LONGEST_NAME:,} characters."
        )
    return names
