"""What the tab shows after each action of its reader."""

from collections.abc import Callable, Iterator
from typing import Any

from rag.web.archive_tab.refresh_runs import Refreshing
from rag.web.archive_tab.tab import ArchiveTab
from rag.web.handlers import Handlers
from tests.helpers.archive_tab import DONE, ScriptedRun, of_class, tree, words
from tests.helpers.newsroom import Newsroom
from tests.helpers.page_samples import TODAY, ScriptedPipeline

HOSTILE = '<img src=x onerror=alert(1)>" onclick="alert(2)'


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
        tab.call_off()


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
