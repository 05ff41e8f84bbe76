"""A refresh, followed from the page: begun, told, cancelled."""

import pytest

from rag.errors import ArchiveLocked, UsageError
from rag.web.archive_tab.refresh_runs import CRASHED, Refreshing, State, Told, read_named_sources
from rag.web.archive_tab.refresh_view import render_progress
from tests.helpers.archive_tab import DONE, ScriptedRun, tree, words

READING = {"stage": "Reading", "unit": "articles", "done": 7, "total": None, "sources": 2}
EMBEDDING = {"stage": "Embedding", "unit": "passages", "done": 50, "total": 200, "note": "a.xml"}


def ended(refreshing: Refreshing) -> State:
    *_, last = refreshing.follow()
    return last


def test_one_refresh_at_a_time_is_begun_and_followed() -> None:
    run = ScriptedRun(READING, EMBEDDING, {"summary": DONE})
    refreshing = Refreshing(run)
    assert render_progress(refreshing.state) == ""
    assert refreshing.begin(["news"])
    assert not refreshing.begin(["others"])
    following = refreshing.follow()
    shown = [render_progress(next(following))]
    while "50 of 200 passages" not in shown[-1]:
        shown.append(render_progress(next(following)))
    assert 'value="25"' in shown[-1]
    assert "A refresh is running already" in render_progress(refreshing.state, already=True)
    run.go.set()
    state = ended(refreshing)
    assert (state.running, state.summary, state.fault) == (False, DONE, "")
    assert "Refreshed. read 2 added 1" in words(tree(render_progress(state)))
    assert run.begun == [(("news",), False)]
    assert refreshing.begin(["others"])


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ({"fault": "Another ingest (process 7) is writing."}, "Another ingest (process 7)"),
        (ArchiveLocked("It is locked."), "It is locked."),
        (EMBEDDING, CRASHED),
    ],
)
def test_why_nothing_was_done_is_told(last: Told | Exception, said: str) -> None:
    run = ScriptedRun(READING, last)
    run.go.set()
    refreshing = Refreshing(run)
    refreshing.begin(["news"])
    assert said in words(tree(render_progress(ended(refreshing))))


def test_a_cancelled_refresh_says_so() -> None:
    run = ScriptedRun(READING, EMBEDDING)
    refreshing = Refreshing(run)
    refreshing.begin(["news"])
    refreshing.cancel()
    running = render_progress(refreshing.state)
    assert "Cancelling …" in running
    assert "<button" not in running
    run.go.set()
    state = ended(refreshing)
    assert words(tree(render_progress(state))).startswith("Cancelled. The archive is as it was")
    refreshing.cancel()  # there is nothing to end any more
    assert refreshing.state == state


@pytest.mark.parametrize(
    "sent", ["", " \n\t\n", None, 7, "a\0b", "x" * 5000, "\n".join("abc" * 99)]
)
def test_what_names_nothing_is_refused(sent: object) -> None:
    if sent == "\n".join("abc" * 99):
        assert read_named_sources(sent) == ("a", "b", "c")  # each once
        return
    with pytest.raises(UsageError):
        read_named_sources(sent)


def test_names_are_lines() -> None:
    sent = " /news/a b \r\nhttps://a.example/feed\n\n/news/a b\n"
    assert read_named_sources(sent) == ("/news/a b", "https://a.example/feed")
