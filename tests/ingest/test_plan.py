"""The plan of a refresh: what is added, changed, kept, moved and removed, and what never is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.plan import FoundArticle, Plan, make_plan
from rag.store.sync_state import StoredArticle

ROOT, OTHER = "/news", "/elsewhere"


def found(id_: str, mark: str = "1", path: str = "", root: str = ROOT, **more: Any) -> FoundArticle:
    place = f"{root[1:]}/{path or f'{id_}.txt'}"
    return FoundArticle(id=id_, fingerprint=mark, root=root, path=place, **more)


def stored(
    id_: str, mark: str = "1", path: str = "", root: str = ROOT, **more: Any
) -> StoredArticle:
    return StoredArticle(mark, root, f"{root[1:]}/{path or f'{id_}.txt'}", **more)


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        pytest.param({}, [], Plan(), id="nothing at all"),
        pytest.param({}, [found("b"), found("a")], Plan(add=("b", "a")), id="new, in order found"),
        pytest.param({"a": stored("a")}, [found("a")], Plan(keep=("a",)), id="the same"),
        pytest.param({"a": stored("a")}, [found("a", "2")], Plan(change=("a",)), id="other words"),
        pytest.param({"a": stored("a")}, [], Plan(remove=("a",)), id="gone"),
        pytest.param({"a": stored("a", root=OTHER)}, [], Plan(), id="of a root not looked at"),
        pytest.param(
            {"a": stored("a")},
            [found("a", path="b.txt")],
            Plan(keep=("a",), move=(found("a", path="b.txt"),)),
            id="another file",
        ),
        pytest.param(
            {"a": stored("a", root=OTHER)},
            [found("a")],
            Plan(keep=("a",), move=(found("a"),)),
            id="another root",
        ),
        pytest.param(
            {"a": stored("a")},
            [found("a", "2", path="b.txt")],
            Plan(change=("a",)),
            id="another file and other words: stored anew with its place",
        ),
        pytest.param({}, [found("a"), found("a")], Plan(add=("a",), duplicates=1), id="twice"),
        pytest.param(
            {},
            [found("a"), found("a", "2")],
            Plan(add=("a",), earlier=(found("a"),)),
            id="of two versions the last stands",
        ),
        pytest.param(
            {"a": stored("a")},
            [found("a", "2"), found("a")],
            Plan(keep=("a",), earlier=(found("a", "2"),)),
            id="of two versions the last stands, which is stored already",
        ),
        pytest.param(
            {"a": stored("a")},
            [found("a"), found("a", "2")],
            Plan(change=("a",)),
            id="the version that is stored will be kept as it is replaced",
        ),
        pytest.param(
            {},
            [found("a", "2", version=2), found("a", "1", version=1), found("a", "2", version=2)],
            Plan(add=("a",), earlier=(found("a", "1", version=1),), duplicates=1),
            id="the outlet's own count of versions before the order of the files",
        ),
        pytest.param(
            {},
            [
                found("a", "2", updated="2026-05-02T10:00:00+02:00"),
                found("a", "1", updated="2026-05-02T07:59:00+00:00"),
            ],
            Plan(add=("a",), earlier=(found("a", "1", updated="2026-05-02T07:59:00+00:00"),)),
            id="the time of the update before the order of the files",
        ),
        pytest.param(
            {"a": stored("a", "2", version=2)},
            [found("a", "1", version=1)],
            Plan(keep=("a",), earlier=(found("a", "1", version=1),)),
            id="an old version found later replaces nothing",
        ),
        pytest.param(
            {"a": stored("a")},
            [found("a"), found("a", "2", withdrawn=True)],
            Plan(withdrawn=("a",)),
            id="withdrawn",
        ),
        pytest.param({}, [found("a", withdrawn=True)], Plan(), id="withdrawn before it was stored"),
        pytest.param(
            {"a": stored("a", position=0), "b": stored("b", position=0)},
            [found("c", position=0), found("b", position=0)],
            Plan(
                keep=("a", "b"),
                move=(replace(found("c", position=0), id="a"),),
            ),
            id="a renamed file keeps its article",
        ),
        pytest.param(
            {"a": stored("a", position=0)},
            [found("a", position=0), found("c", position=0)],
            Plan(add=("c",), keep=("a",)),
            id="a copied file does not",
        ),
        pytest.param(
            {"a": stored("a")},
            [found("c", position=0)],
            Plan(add=("c",), remove=("a",)),
            id="nor does one take an id that a source gave",
        ),
    ],
)
def test_plan(before: dict[str, StoredArticle], now: Sequence[FoundArticle], wanted: Plan) -> None:
    assert make_plan(before, now, covered={ROOT}, failed=()) == wanted


@pytest.mark.parametrize(
    ("failed", "removed"),
    [
        ("/news/2024/paper/a.jsonl", False),
        ("/news/2024/paper", False),
        ("/news/2024", False),
        ("/news", False),
        ("/news/2024/pap", True),
        ("/news/2024/paper/a.json", True),
        ("/elsewhere/2024/paper/a.jsonl", True),
        ("/elsewhere", True),
    ],
)
def test_what_could_not_be_read_is_not_gone(failed: str, *, removed: bool) -> None:
    before = {"a": stored("a", path="2024/paper/a.jsonl")}
    plan = make_plan(before, [], covered={ROOT}, failed={failed})
    assert plan.remove == (("a",) if removed else ())
    assert plan.idle is not removed


def test_a_plan_that_only_counts_is_idle() -> None:
    assert Plan(keep=("a",), duplicates=3).idle
    assert not Plan(move=(found("a"),)).idle
    assert not Plan(again=("a",)).idle


@pytest.mark.parametrize(
    ("covered", "removed"),
    [
        ("/news/2024/paper/a.jsonl", True),
        ("/news/2024", True),
        ("/", True),
        ("/news/2025", False),
        ("/news/2024/paper/a.json", False),
    ],
)
def test_a_run_covers_what_lies_in_the_paths_it_was_given(covered: str, *, removed: bool) -> None:
    before = {"a": stored("a", path="2024/paper/a.jsonl")}
    assert make_plan(before, [], covered={covered}, failed=()).remove == (("a",) * removed)


IDS = st.sampled_from("abcdefg")
MARKS = st.sampled_from("12")
ROOTS = st.sampled_from([ROOT, OTHER, "/third"])
PATHS = st.sampled_from(["a.txt", "x/a.txt", "x/y/b.txt", "x/b.txt"])
STORED = st.dictionaries(IDS, st.builds(stored, IDS, MARKS, PATHS, ROOTS))
FOUND = st.lists(st.builds(found, IDS, MARKS, PATHS, ROOTS), max_size=12)
PLACES = st.builds("{}/{}".format, ROOTS, PATHS | st.sampled_from(["x", "x/y"])) | ROOTS
SOME_PLACES = st.sets(PLACES, max_size=3)


@settings(deadline=None)
@given(before=STORED, now=FOUND, covered=SOME_PLACES, failed=SOME_PLACES, keep=st.booleans())
def test_parts_of_a_plan(
    before: dict[str, StoredArticle],
    now: list[FoundArticle],
    covered: set[str],
    failed: set[str],
    *,
    keep: bool,
) -> None:
    plan = make_plan(before, now, covered=covered, failed=failed, keep_missing=keep)
    latest = {one.id: one for one in now}

    parts = [*plan.add, *plan.change, *plan.keep, *plan.remove]
    assert len(parts) == len(set(parts)), "no article stands in two parts"
    assert {*plan.add, *plan.change, *plan.keep} == latest.keys()
    assert set(plan.add) == latest.keys() - before.keys()
    assert plan.duplicates + len(plan.earlier) <= len(now) - len(latest)
    versions = {(one.id, one.fingerprint) for one in [*latest.values(), *plan.earlier]}
    versions |= {(id_, one.fingerprint) for id_, one in before.items()}
    assert {(one.id, one.fingerprint) for one in now} <= versions, "no version is lost"
    for id_ in latest.keys() & before.keys():
        same = latest[id_].fingerprint == before[id_].fingerprint
        assert (id_ in plan.keep) is same
        place = (latest[id_].root, latest[id_].path)
        moved = same and place != (before[id_].root, before[id_].path)
        assert (latest[id_] in plan.move) is moved

    assert set(plan.remove) <= before.keys() - latest.keys()
    if keep:
        assert not plan.remove
    for id_ in before.keys() - latest.keys():
        file = f"{before[id_].location}/"
        looked_at = any(file.startswith(f"{place}/") for place in covered)
        unread = any(file.startswith(f"{place}/") for place in failed)
        assert (id_ in plan.remove) is (not keep and looked_at and not unread)


@settings(deadline=None)
@given(before=STORED, now=FOUND, covered=SOME_PLACES)
def test_after_a_plan_is_carried_out_nothing_is_left_to_do(
    before: dict[str, StoredArticle], now: list[FoundArticle], covered: set[str]
) -> None:
    plan = make_plan(before, now, covered=covered, failed=())
    after = {id_: one for id_, one in before.items() if id_ not in plan.remove}
    after |= {one.id: StoredArticle(one.fingerprint, one.root, one.path) for one in now}
    kept = {(one.id, one.fingerprint) for one in plan.earlier}
    kept |= {(id_, before[id_].fingerprint) for id_ in plan.change}
    assert make_plan(after, now, covered=covered, failed=(), kept_versions=kept).idle
