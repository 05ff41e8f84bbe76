"""The sentences of a list: what names most comes first, what adds nothing is left out."""

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.listing import select_members
from rag.answering.ranking import RankedSentence
from tests.helpers.made_evidence import make_item, make_selection

ASKED = "Which states banned the ferry?"
SOME = "Ohio, Utah and Texas banned the ferry this year."
MORE = "Later the ferry was banned in Iowa, Maine and Utah, too."


def choose(*rows: tuple[str, str], cosines: list[float] | None = None) -> list[str]:
    items = [make_item(3 * n, text, article_id=id_) for n, (id_, text) in enumerate(rows)]
    return [one.sentence for one in make_selection(ASKED, *items, cosines=cosines).evidence]


def test_what_names_most_comes_first_and_then_what_adds_to_it() -> None:
    rows = [("a", "The ferry was banned in Ohio."), ("b", SOME), ("c", MORE)]
    assert choose(*rows) == [SOME, MORE] or choose(*rows) == [MORE, SOME]


def test_what_only_repeats_the_members_is_left_out() -> None:
    assert choose(("a", SOME), ("b", "A ban on every ferry holds in Utah, Texas and Ohio.")) == [
        SOME
    ]


def test_what_adds_members_without_the_questions_words_belongs_to_a_list_beside_it() -> None:
    rest = "Two more followed in May: Iowa and Maine."
    for near in (True, False):
        one = make_item(1, SOME)
        other = make_item(2 if near else 90, rest)
        shown = make_selection(ASKED, one, other, cosines=[0.9, -0.9]).evidence
        assert [item.sentence for item in shown] == ([SOME, rest] if near else [SOME])


def test_sentences_of_one_article_stand_together() -> None:
    rows = [("a", SOME), ("b", MORE), ("a", "The ferry is banned in Idaho, Nevada and Oregon.")]
    shown = choose(*rows)
    assert len(shown) == 3
    assert shown[1] != MORE


def test_where_no_members_are_seen_the_best_are_shown() -> None:
    rows = [("a", "The ferry was banned at last."), ("b", "A ferry ban came after a quarrel.")]
    assert choose(*rows)[0] == rows[0][1]


VALUES = st.frozensets(
    st.tuples(st.sampled_from(["item", "loose", "name"]), st.sampled_from("abcdef"))
)


@given(st.lists(st.tuples(VALUES, st.floats(0, 3), st.floats(0, 1)), max_size=9), st.integers(1, 8))
def test_at_most_so_many_and_the_first_is_none_of_the_worst(
    rows: list[tuple[frozenset[tuple[str, str]], float, float]], most: int
) -> None:
    ranked = [
        RankedSentence(
            make_item(n, f"w{n}a w{n}b w{n}c", article_id=f"a{n}"), score, overlap, 0.5, holds
        )
        for n, (holds, score, overlap) in enumerate(rows)
    ]
    ranked.sort(key=lambda one: -one.score)
    shown = select_members(ranked, most)
    assert len(set(shown)) == len(shown) <= most
    assert bool(shown) == bool(ranked)
