"""What the archive tab says of an archive."""

from dataclasses import replace
from datetime import date

from rag.store.statistics import (
    ChangedArticle,
    Headline,
    Holdings,
    OutletHolding,
    SyndicatedStory,
    read_holdings,
    read_roots,
)
from rag.web.archive_tab.contents import render_condition, render_holdings
from rag.web.archive_tab.refresh_runs import State
from rag.web.archive_tab.refresh_view import render_progress
from rag.web.templating import render
from tests.helpers.archive_tab import of_class, tree, words
from tests.helpers.newsroom import SEEN, Newsroom
from tests.helpers.page_samples import STATUS

HOSTILE = '<img src=x onerror=alert(1)>" onclick="alert(2)'


def test_what_an_archive_holds(newsroom: Newsroom) -> None:
    with newsroom.open() as archive, archive.snapshot() as catalogue:
        held = read_holdings(catalogue)
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
            held = read_holdings(catalogue)
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
