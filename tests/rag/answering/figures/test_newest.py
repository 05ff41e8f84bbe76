"""The newest state leads where a question is about now, and nothing moves where it is not."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.candidates import gather_evidence, rank_candidates, retrieve_parts
from rag.answering.figures.newest import find_newest_state, find_term
from rag.answering.ranking import RankedSentence
from rag.query.grounding import ground_request
from rag.query.parsed import ParsedQuestion
from rag.retrieval.search import Archive
from rag.types import Evidence, Request
from tests.helpers.places import TODAY
from tests.helpers.statements import make_item, rank_items

COST = "How much will the Gannet Bridge cost?"
MAYOR = "Who is the mayor of Port Hallam?"
OTHER = make_item("The Gannet Bridge is long.", "2026-05-01")


def cost(n: int, day: str, outlet: str = "Post", **more: str) -> Evidence:
    return make_item(f"The Gannet Bridge will cost {n} million crowns.", day, outlet, **more)


def order(question: str, *items: Evidence, step: float = 0.1) -> list[int]:
    moved = find_newest_state(rank_items(*items, step=step), ParsedQuestion(question, TODAY))
    return [items.index(one.evidence) for one in moved]


OLD, NEW, NEWEST = cost(538, "2025-09-23"), cost(611, "2026-03-12"), cost(611, "2026-10-22")


def test_the_newest_leads_and_the_earlier_ones_follow() -> None:
    assert order(COST, OLD, OTHER, NEWEST) == [2, 0, 1]
    assert order(COST, cost(412, "2025-01-16"), OTHER, OLD, NEW, NEWEST) == [4, 2, 0, 3, 1]
    assert order(COST, OTHER, OLD, NEW) == [0, 2, 1]


def test_what_stays_as_it_is_ranked() -> None:
    assert order(COST, NEWEST, OLD) == [0, 1]
    assert order(COST, OLD, NEWEST, step=1) == [0, 1]  # far below the best
    assert order(COST, OLD, cost(700, "2026-10-22", section="Opinion")) == [0, 1]
    assert order(COST, OLD, cost(538, "2026-10-22", section="Letters")) == [0, 1]
    assert order(COST, OLD, cost(700, "2025-09-25", "Echo")) == [0, 1]  # they differ
    assert order("What did the Gannet Bridge cost in 2025?", OLD, NEWEST) == [0, 1]
    assert order("What was the Gannet Bridge to cost?", OLD, NEWEST) == [0, 1]
    assert order("How much did the Gannet Bridge cost last year?", OLD, NEWEST) == [0, 1]
    assert order("Who built the Gannet Bridge?", OLD, NEWEST) == [0, 1]
    assert order(COST) == []


def test_an_article_with_two_values_decides_nothing() -> None:
    assert order(COST, OLD, NEWEST, cost(700, "2026-10-22")) == [0, 1, 2]


def test_the_last_toll_leads_whoever_gives_it() -> None:
    question = "How many people died in the Orrin fire?"
    items = [
        make_item("The Orrin fire killed 12 people.", "2026-10-01"),
        make_item("The Orrin fire killed 14 people.", "2026-10-02", "Echo"),
        make_item("The Orrin fire killed 3 people.", "2026-10-03", "Echo"),  # no toll falls so
    ]
    assert order(question, *items) == [1, 0, 2]
    assert order("How many people died in the 1918 Orrin fire?", *items) == [0, 1, 2]


def test_the_newest_article_says_who_holds_an_office() -> None:
    items = [
        make_item("Port Hallam has a new mayor.", "2025-10-05"),
        make_item("Port Hallam Mayor Piers Anstruther was there.", "2026-10-05"),
        make_item("Ilse Varga was elected mayor of Port Hallam.", "2026-10-23"),
    ]
    assert order(MAYOR, *items) == [2, 0, 1]
    assert order("Who was the mayor of Port Hallam?", *items) == [0, 1, 2]


@given(st.permutations(range(8)), st.sampled_from([COST, MAYOR, "When will it open?"]))
def test_no_sentence_is_lost_or_made(days: list[int], question: str) -> None:
    items = [cost(400 + 50 * (n % 4), f"2026-02-{1 + 3 * n:02}") for n in days]
    assert sorted(order(question, *items)) == list(range(8))


def lead(sample: Archive, question: str) -> list[RankedSentence]:
    """What is ranked for a question to the sample archive, the newest state first."""
    with sample.snapshot() as catalogue:
        query = ground_request(Request(question, TODAY), catalogue)
        hits = retrieve_parts(query, sample, catalogue)
        evidence = gather_evidence(hits, catalogue)
        ranked = rank_candidates(query, hits, evidence, sample, catalogue).parts[0].ranked
    return find_newest_state(ranked, query.parsed)


def test_the_sample_archive_says_what_the_bridge_will_cost(sample: Archive) -> None:
    first, second, *_ = lead(sample, "What will the bridge cost?")
    assert "611 million crowns" in first.evidence.sentence
    assert str(first.evidence.published).startswith("2026-10")
    assert "538 million crowns instead of 412 million" in second.evidence.sentence


def test_the_sample_archive_says_who_is_in_office(sample: Archive) -> None:
    first, *_ = lead(sample, "Who is the mayor of Port Hallam?")
    assert "Ilse Varga" in first.evidence.sentence
    first, *_ = lead(sample, "Who is the transport minister?")
    assert "Elin Sorrel" in first.evidence.sentence


def test_an_old_toll_retold_does_not_lead() -> None:
    question = "How many people died in the Orrin fire?"
    first = make_item("The Orrin fire killed 12 people.", "2026-10-01")
    retold = make_item("At first the Orrin fire had killed 12 people.", "2026-10-05")
    assert order(question, first, retold) == [0, 1]


def test_an_office_is_looked_for_in_the_year_before_today() -> None:
    term = find_term(ParsedQuestion(MAYOR, TODAY))
    assert term is not None
    assert (term.end, term.start) == (TODAY, TODAY - timedelta(365))
    for other in ("Who was the mayor of Port Hallam in 2019?", "What will the bridge cost?"):
        assert find_term(ParsedQuestion(other, TODAY)) is None
