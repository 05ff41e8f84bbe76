"""Work in a thread of its own, so that the page can leave it at any moment.

Gradio closes a generator only between two of its values, and waits for the next one for up to a
minute, in which it closes no other. A model may take longer than that for its first word.
"""

from collections.abc import Generator
from concurrent.futures import Future, wait
from contextlib import closing
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from rag.llm.cancellation import Cancellation

PULSE = 0.5  # seconds

T = TypeVar("T")
Wanted = SimpleQueue[Future[T | None] | None]


def run_in_background(growing: Generator[T, None, None]) -> Generator[T | None, None, None]:
    """The values of `growing`, none of them None, and None whenever it lets wait for one.

    Closing it closes `growing` and cuts the connection that this waits for, if any.
    """
    stop = Cancellation()
    wanted: Wanted[T] = SimpleQueue()
    Thread(target=_work, args=(growing, wanted, stop), daemon=True).start()
    try:
        while True:
            step: Future[T | None] = Future()
            wanted.put(step)
            while not wait([step], PULSE).done:
                yield None
            value = step.result()
            if value is None:
                return
            yield value
    finally:
        stop()
        wanted.put(None)


def _work(growing: Generator[T, None, None], wanted: Wanted[T], stop: Cancellation) -> None:
    with stop.enforce(), closing(growing):
        while (step := wanted.get()) is not None:
            try:
                step.set_result(next(growing, None))
            except Exception as error:  # noqa: BLE001 - raised again where the step is waited for
                step.set_exception(error)
