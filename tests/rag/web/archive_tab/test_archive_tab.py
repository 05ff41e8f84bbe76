"""The archive tab: what it says of an archive, and what it shows of a refresh."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from rag.errors import ArchiveLocked, UsageError
from rag.store.statistics import (
    ChangedArticle,
    Headline,
    Holdings,
    OutletHolding,
    SyndicatedStory,
    read_roots,
)
from rag.store.statistics import read_holdings as held_by
from rag.web.archive_tab import histogram
from rag.web.archive_tab.contents import render_condition, render_holdings
from rag.web.archive_tab.histogram import count_series, render_plot
from rag.web.archive_tab.refresh_runs import CRASHED, Refreshing, State, Told, read_names
from rag.web.archive_tab.refresh_view import render_progress
from rag.web.archive_tab.tab import ArchiveTab
from rag.web.handlers import Handlers
from rag.web.security.access import refuse_open_ingest
from rag.web.templating import render
from tests.helpers.newsroom import SEEN, Newsroom
from tests.helpers.page_samples import STATUS, TODAY, ScriptedPipeline

HOSTILE = '<img src=x onerror=alert(1)>" onclick="alert(2)'
FERRY = "The ferry to Brindle sank on Monday. Nobody was hurt, the harbour master said."
OUR_TAGS = """
div section h2 h3 dl dt dd p ol ul li button span bdi time figure figcaption svg g title rect line
text details summary table thead tbody tr th td form label textarea progress strong article header
"""
OURS = frozenset(OUR_TAGS.split())


def tree(html: str) -> ET.Element:
    """The HTML as a tree: every tag is closed, and none of them came out of an article."""
    root = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own
    assert {element.tag for element in root.iter()} <= OURS
    assert not any(name.startswith("on") for one in root.iter() for name in one.attrib)
    return root


def words(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def of_class(root: ET.Element, css: str) -> list[ET.Element]:
    return [one for one in root.iter() if css in one.get("class", "").split()]


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Five articles: a story in two outlets, one without a date, one that was changed since."""
    newsroom = Newsroom(tmp_path)
    ferry = {"title": "Ferry sinks", "text": FERRY * 6}
    newsroom.write_records(
        "all.jsonl",
        ferry | {"id": "a", "outlet": "Echo", "published": "2026-05-04"},
        ferry | {"id": "b", "outlet": "Herald", "published": "2026-05-05"},
        {"id": "c", "title": "Tar", "text": "Tar is dear.", "outlet": "Echo"},
        {"id": "d", "text": "Lamps burn.", "outlet": "Echo", "published": "2024-01-31"},
    )
    newsroom.write_records("one.jsonl", {"id": "e", "text": "Oats are dear.", "outlet": "Post"})
    newsroom.refresh()
    changed = {"id": "e", "title": "Oats", "text": "Oats are cheap.", "outlet": "Post"}
    newsroom.write_records("one.jsonl", changed | {"published": "2026-06-01"})
    newsroom.refresh()
    return newsroom


def test_what_an_archive_holds(newsroom: Newsroom) -> None:
    with newsroom.open() as archive, archive.snapshot() as catalogue:
        held = held_by(catalogue)
        assert read_roots(catalogue) == (str(newsroom.sources),)
    first, last = date(2024, 1, 31), date(2026, 5, 4)
    assert held.outlets == (
        OutletHolding("Echo", 3, first, last),
        OutletHolding("Herald", 1, date(2026, 5, 5), date(2026, 5, 5)),
        OutletHolding("Post", 1, date(2026, 6, 1), date(2026, 6, 1)),
    )
    assert held.days == (
        ("Echo", first, 1),
        ("Echo", last, 1),
        ("Herald", date(2026, 5, 5), 1),
        ("Post", date(2026, 6, 1), 1),
    )
    assert [one.id for one in held.newest] == ["e", "b", "a", "d"]
    assert [one.id for one in held.undated] == ["c"]
    assert held.retold == (
        SyndicatedStory(Headline("a", "Ferry sinks", "Echo", "2026-05-04"), 2, 2),
    )
    oats = Headline("e", "Oats", "Post", "2026-06-01")
    assert held.reworded == (ChangedArticle(oats, 1, SEEN.isoformat()),)


def test_the_tab_tells_it_in_words(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        status = archive.status()
        with archive.snapshot() as catalogue:
            held = held_by(catalogue)
    shown = tree(render_holdings(status, held))
    said = words(shown)
    assert "1 story is told in the same words by several articles, 1 copy beyond" in said
    assert "Echo · 4 May 2026 · 2 articles, 2 outlets" in said
    assert "1 earlier version kept" in said
    assert "changed by 30 Oct 2026" in said
    assert "1 article has no date. No time window finds it." in said
    assert {one.get("data-article") for one in of_class(shown, "headline-of")} == set("abcde")
    assert words(
        tree(render("contents", "figures", status=status, outlets=len(held.outlets)))
    ).startswith("What is in the archive articles 5")
    state = words(tree(render_condition(status, whole=True)))
    assert "Last refresh 30 Oct 2026, 12:00 UTC" in state
    assert "Index whole" in state
    assert "Embedding model hashed words" in state
    assert "the next refresh makes the index anew" in words(
        tree(render_condition(status, whole=False))
    )


def test_an_empty_archive_has_its_words() -> None:
    empty = replace(STATUS, articles=0, undated=0, first_day=None, last_day=None, checked="")
    shown = words(tree(render_holdings(empty, Holdings((), (), (), (), (), ()))))
    assert "None of the articles has a date." in shown
    assert "There is no article yet." in shown
    assert "Last refresh not known" in words(tree(render_condition(empty, whole=None)))


def test_hostile_names_stay_words() -> None:
    bad = Headline(HOSTILE, HOSTILE, HOSTILE, "2026-05-04")
    held = Holdings(
        (OutletHolding(HOSTILE, 1, None, None),),
        ((HOSTILE, date(2026, 5, 4), 1),),
        (bad,), (bad,), (SyndicatedStory(bad, 2, 1),), (ChangedArticle(bad, 1, "2026-05-04"),),
    )  # fmt: skip
    shown = tree(render_holdings(STATUS, held))
    assert of_class(shown, "headline-of")[0].get("data-article") == HOSTILE
    assert words(of_class(shown, "headline")[0]) == HOSTILE
    notes = [{"source": HOSTILE, "reason": HOSTILE}]
    lists = dict.fromkeys(("failed", "held", "warnings", "left_out"), notes)
    done = tree(render_progress(State(summary={**lists, "withheld": 1})))
    assert words(done).count(HOSTILE) == 8
    named = replace(STATUS, embedding_model=HOSTILE, checked=HOSTILE)
    assert HOSTILE in words(tree(render_condition(named, whole=True)))
    stage = {"stage": HOSTILE, "unit": HOSTILE, "done": 3, "total": 9, "note": HOSTILE}
    assert HOSTILE in words(tree(render_progress(State(running=True, stage=stage))))
    assert HOSTILE in words(tree(render_progress(State(fault=HOSTILE))))
    assert HOSTILE in words(tree(render("refresh", "form", roots=[HOSTILE])))


# The plot

DAYS = st.lists(
    st.tuples(
        st.sampled_from(["Echo", "Herald", "Post", "", "Sun", "Star", "Moon", "Sky"]),
        st.dates(date(1900, 1, 1), date(2026, 12, 31)),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=40,
).map(lambda days: sorted(days, key=lambda one: (one[1], one[0])))


@given(days=DAYS)
def test_every_article_is_drawn_or_said_to_be_left_out(days: histogram.Days) -> None:
    drawn = count_series(days)
    assert drawn is not None
    total = sum(count for _, _, count in days)
    assert sum(bar.total() for bar in drawn.bars) + drawn.earlier + drawn.later == total
    assert max(drawn.earlier, drawn.later) <= histogram.STRAY * total
    assert drawn.unit.name == "decade" or len(drawn.bars) <= histogram.BARS
    assert {name for bar in drawn.bars for name in bar} <= set(drawn.names)
    root = tree(render_plot(drawn))
    assert len(root.findall(".//tbody/tr")) == len([bar for bar in drawn.bars if bar])
    for group in root.findall(".//svg/svg/g[title]"):
        bars = [one for one in group if one.tag == "rect"]
        assert sum(float(bar.get("height", "").rstrip("%")) for bar in bars) <= 100.01
        assert all(float(bar.get("y", "").rstrip("%")) > -0.01 for bar in bars)


@pytest.mark.parametrize(
    ("span", "unit", "bars", "name"),
    [
        (0, "day", 1, "1 Feb 2024"),
        (40, "day", 41, "1 Feb 2024"),
        (365, "month", 12, "February 2024"),
        (3650, "year", 11, "2024"),
        (40_000, "decade", 12, "2020s"),
    ],
)
def test_the_unit_fits_the_span(span: int, unit: str, bars: int, name: str) -> None:
    first = date(2024, 2, 1)
    drawn = count_series([("Echo", first, 1), ("Echo", first + timedelta(days=span), 1)])
    assert drawn is not None
    assert (drawn.unit.name, len(drawn.bars), drawn.name(0)) == (unit, bars, name)


def test_a_stray_date_does_not_squeeze_the_rest() -> None:
    days = [("Echo", date(1970, 1, 1), 1), *(("Echo", date(2026, 5, n), 10) for n in range(1, 31))]
    drawn = count_series(days)
    assert drawn is not None
    assert (drawn.unit.name, drawn.earlier, len(drawn.bars)) == ("day", 1, 30)
    assert "Not drawn: 1 article before 1 May 2026" in words(tree(render_plot(drawn)))


def test_many_outlets_are_drawn_as_others() -> None:
    day = date(2026, 5, 4)
    drawn = count_series([(f"Outlet {n}", day, 10 - n) for n in range(8)])
    assert drawn is not None
    assert len(drawn.names) == histogram.NAMED + 1
    assert drawn.bars == (
        Counter({f"Outlet {n}": 10 - n for n in range(5)} | {drawn.names[-1]: 5 + 4 + 3}),
    )
    assert "Other outlets" in words(tree(render_plot(drawn)))


# A refresh

DONE = {"read": 2, "added": 1, "changed": 0, "unchanged": 1, "removed": 0, "duplicates": 0}
READING = {"stage": "Reading", "unit": "articles", "done": 7, "total": None, "sources": 2}
EMBEDDING = {"stage": "Embedding", "unit": "passages", "done": 50, "total": 200, "note": "a.xml"}


class ScriptedRun:
    """Tells what it was made with, then waits for `go` before the last of it."""

    def __init__(self, *told: Told | Exception) -> None:
        self.told = told
        self.begun: list[tuple[tuple[str, ...], bool]] = []
        self.go = Event()

    def __call__(self, names: Sequence[str], *, yes: bool) -> Generator[Told, None, None]:
        self.begun.append((tuple(names), yes))
        *first, last = self.told
        for told in first:
            assert not isinstance(told, Exception)
            yield told
        assert self.go.wait(20)
        if isinstance(last, Exception):
            raise last
        yield last


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
        assert read_names(sent) == ("a", "b", "c")  # each once
        return
    with pytest.raises(UsageError):
        read_names(sent)


def test_names_are_lines() -> None:
    sent = " /news/a b \r\nhttps://a.example/feed\n\n/news/a b\n"
    assert read_names(sent) == ("/news/a b", "https://a.example/feed")


# The tab and its actions


def last_of(views: Iterator[dict[str, Any]], part: str) -> str:
    return str([view[part] for view in views if part in view][-1])


def test_removals_wait_for_a_word_that_is_about_them(newsroom: Newsroom) -> None:
    run = ScriptedRun({"summary": DONE | {"withheld": 3}})
    run.go.set()
    refreshing = Refreshing(run)
    with newsroom.open() as archive:
        tab = ArchiveTab(archive, refreshing)
        shown = tree(last_of(tab.refresh((), {"names": "news"}), "progress"))
        assert "3 articles that the sources no longer hold" in words(shown)
        (button,) = of_class(shown, "refresh-yes")
        assert words(button) == "Remove 3 articles"
        turn = int(button.get("data-turn", ""))
        list(tab.confirm((), {"turn": turn - 1}))
        assert len(run.begun) == 1
        list(tab.confirm((), {"turn": turn}))
        assert run.begun == [(("news",), False), (("news",), True)]
        list(tab.confirm((), {"turn": turn}))  # pressed in another tab, too
        assert len(run.begun) == 2


def test_the_tab_looks_and_reads(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        tab = ArchiveTab(archive, Refreshing(ScriptedRun(DONE)))
        first, then = tab.look((), {})
        assert str(newsroom.sources) in words(tree(first["refresh"]))
        assert "being looked into" in first["condition"]
        assert "Index whole" in words(tree(then["condition"]))
        read = tab.read((), {"id": "e"})
        assert "Oats are cheap." in words(tree(read["article"]))
        assert "no longer in the archive" in tab.read((), {"id": HOSTILE})["article"]
        assert "<img" not in tab.read((), {"id": HOSTILE})["article"]


def test_without_the_flag_there_is_nothing_to_refresh_with(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        tab = ArchiveTab(archive)
        assert not tab.may_refresh
        assert all({"refresh", "progress"}.isdisjoint(view) for view in tab.look((), {}))
        actions: list[Callable[..., Any]] = [tab.refresh, tab.confirm, tab.follow]
        assert [list(action((), {"names": "news", "turn": 0})) for action in actions] == [[]] * 3
        assert tab.call_off((), {}) == {"progress": ""}


def test_the_masthead_is_that_of_the_archive_as_it_is(newsroom: Newsroom) -> None:
    with newsroom.open() as archive:
        desk = Handlers(archive, ScriptedPipeline(), lambda: TODAY)  # type: ignore[arg-type]
        assert set(desk.renew()) == {"masthead"}
        newsroom.write_records(
            "new.jsonl",
            {
                "id": "f",
                "title": "Kites rise",
                "text": "Kites rise over Brindle.",
                "outlet": "Kite Courier",
                "published": "2026-06-02",
            },
        )
        newsroom.refresh()
        opened = desk.renew()
        assert "6 articles" in opened["masthead"]
        assert "Kite Courier" in opened["bridge"]
        assert "current" not in opened  # the browser may be putting a conversation there
        assert "“Kites rise”" in desk.renew((), {})["current"]


# Who may


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "news.example"])  # noqa: S104
def test_files_of_the_machine_are_for_those_with_a_password(host: str) -> None:
    with pytest.raises(UsageError, match="any file of this machine"):
        refuse_open_ingest(host, login=None)
    refuse_open_ingest(host, login=("ann", "secret"))
    refuse_open_ingest("127.0.0.1", login=None)
    with pytest.raises(UsageError, match="Behind /clippings it therefore wants --auth"):
        refuse_open_ingest("127.0.0.1", login=None, root_path="/clippings")
    refuse_open_ingest("127.0.0.1", login=("ann", "secret"), root_path="/clippings")


def test_no_auth_is_no_excuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--allow-ingest", "--no-auth", "--host", "0.0.0.0"]) == 2  # noqa: S104
    assert "--auth USER:PASSWORD" in capsys.readouterr().err
