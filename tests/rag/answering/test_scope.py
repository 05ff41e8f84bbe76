"""The line above an answer that says what was looked at for it."""

from dataclasses import replace
from datetime import date

import pytest

from rag.answering.scope import write_scope
from rag.query.parsed import ParsedQuestion, Query
from rag.retrieval.search import Archive
from rag.types import CitedArticle, Window
from tests.helpers.asking import STRIKE, ask
from tests.helpers.places import TODAY

ASKED = ParsedQuestion("Why?", TODAY)
QUERY = Query(ASKED, ASKED)
ECHO = CitedArticle("a", "Echo", "Ferry", "", "2026-10-02T09:00:00+02:00", (1,))
POST = CitedArticle("b", "Post", "Ferry", "", "2026-10-01", (2, 3))
NONE = CitedArticle("c", "", "Ferry", "", None, (4,))
MAY = Window(date(2026, 5, 1), date(2026, 5, 31), "“May” = May 2026")


def test_time_outlets_and_what_is_cited() -> None:
    assert write_scope(QUERY, [ECHO, POST, NONE]) == (
        "Any time · All outlets · 3 articles from 2 outlets · newest 2 Oct 2026"
    )
    assert write_scope(QUERY, [POST]) == (
        "Any time · All outlets · 1 article from 1 outlet · newest 1 Oct 2026"
    )
    assert write_scope(QUERY, [NONE]) == "Any time · All outlets · 1 article"
    assert write_scope(QUERY, []) == ""


def test_what_the_reader_set_and_what_was_understood() -> None:
    limited = replace(QUERY, window=MAY, outlets=("Echo", "Post"), as_of=date(2026, 6, 1))
    assert write_scope(limited, [POST]).startswith(
        "As of 1 Jun 2026 · “May” = May 2026 · All outlets · "
    )
    by_hand = replace(limited, hard_outlets=True, as_of=None)
    assert write_scope(by_hand, [POST]).startswith("“May” = May 2026 · Echo, Post · 1 article")


@pytest.mark.parametrize("outlets", [(), ("Harbour Post",)])
def test_it_stands_beside_each_answer(outlets: tuple[str, ...], press: Archive) -> None:
    answer = ask(press, STRIKE, outlets=outlets)
    assert answer.scope.startswith(f"Any time · {''.join(outlets) or 'All outlets'} · ")
    cited = {one.outlet for one in answer.citations}
    assert f" from {len(cited)} outlet" in answer.scope
    assert answer.scope not in answer.text
