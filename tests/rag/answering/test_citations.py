"""From a model's text with labels to claims with numbered citations."""

import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.citations import Citer
from rag.types import Claim, Evidence
from rag.verification.context import describe_context
from tests.helpers.examples import examples
from tests.helpers.written import WRITTEN


@settings(max_examples=examples(200))
@given(st.text(alphabet="aS1 <>/!-[]()`*:x=\"'\n", max_size=60))
def test_no_tag_image_or_link_survives(text: str) -> None:
    shown, _, _ = Citer([]).update(text, complete=True)
    assert not re.search(r"\[[^\]\n]*\]\(", shown)
    assert not re.search(r"<[A-Za-z/!?]", shown)


# --- citations --------------------------------------------------------------------------------


def evidence(
    *sentences: str, title: str = "Ferry sinks", published: str = "2024-05-07"
) -> list[Evidence]:
    """Evidence S1, S2 … of one article in which the sentences follow each other."""
    found, start = [], 0
    for n, sentence in enumerate(sentences, start=1):
        end = start + len(sentence)
        found.append(
            Evidence(
                label=f"S{n}",
                article_id="ferry",
                title=title,
                outlet="Fjord Courier",
                authors=("Kari Vik",),
                url="https://fjord.example/ferry",
                published=published,
                sentence=sentence,
                start=start,
                end=end,
            )
        )
        start = end + 1
    return found


SOURCES = evidence(
    "The ferry Aurora sank off Norway on Monday with 225 people aboard.",
    "All 225 people were rescued by helicopters within three hours.",
    "Shares in the ferry company fell by 5% on Tuesday.",
    "The company Nordlink bought the ship in 2011.",
)


def test_numbers_come_in_the_order_of_the_text_and_the_same_sentence_keeps_its_number() -> None:
    text = (
        "Nordlink bought the ship in 2011. [S4] The ferry Aurora sank on Monday. [S1]\n\n"
        "The ship was bought by Nordlink. [S4]"
    )
    shown, claims, citations = Citer(SOURCES).update(text, complete=True)
    assert shown == (
        "Nordlink bought the ship in 2011. [1] The ferry Aurora sank on Monday. [2]\n\n"
        "The ship was bought by Nordlink. [1]"
    )
    assert [claim.citations for claim in claims] == [(1,), (2,), (1,)]
    assert [citation.n for citation in citations] == [1, 2]
    assert citations[0].sentence == SOURCES[3].sentence


def test_a_citation_is_the_evidence_unchanged() -> None:
    _, _, citations = Citer(SOURCES).update("Nordlink bought the ship in 2011. [S4]", complete=True)
    (citation,) = citations
    for name in ("article_id", "title", "outlet", "authors", "url", "published", "sentence",
                 "start", "end"):  # fmt: skip
        assert getattr(citation, name) == getattr(SOURCES[3], name)


def test_a_wrong_label_leads_to_the_right_sentence() -> None:
    _, claims, citations = Citer(SOURCES).update(
        "Nordlink bought the ship in 2011. [S2]", complete=True
    )
    assert claims[0].support == "supported"
    assert [citation.sentence for citation in citations] == [SOURCES[3].sentence]


def test_labels_that_do_not_exist_are_dropped() -> None:
    shown, claims, _ = Citer(SOURCES).update("Zebras graze in the park. [S99]", complete=True)
    assert shown == "Zebras graze in the park."
    assert claims[0].support == "unsupported"


def test_an_unsupported_claim_carries_no_number() -> None:
    shown, claims, citations = Citer(SOURCES).update(
        "The ferry sank with 228 people. [S1]", complete=True
    )
    assert shown == "The ferry sank with 228 people."
    assert claims[0].support == "unsupported"
    assert claims[0].citations == ()
    assert "[1]" not in shown
    assert [one.n for one in citations] == [1]  # of what the source says instead
    assert "225, not 228" in claims[0].reason


def test_a_weak_claim_keeps_its_number() -> None:
    _, claims, _ = Citer(SOURCES).update(
        "The ferry Aurora sank off Norway on Monday near some rocky islands. [S1]", complete=True
    )
    assert claims[0].support == "weak"
    assert claims[0].citations == (1,)


def test_the_headline_and_the_date_of_an_article_count() -> None:
    text = "The ferry Aurora sank on Monday, 6 May 2024, the Fjord Courier reports. [S1]"
    _, claims, _ = Citer(SOURCES).update(text, complete=True)
    assert claims[0].support == "supported"
    _, claims, _ = Citer(SOURCES).update(text.replace("6 May", "9 May"), complete=True)
    assert claims[0].support == "unsupported"


def test_what_stands_over_a_sentence() -> None:
    above = describe_context(SOURCES[0])
    assert "Ferry sinks" in above
    assert "Kari Vik" in above
    assert "Monday 2024-05-06" in above
    undated = evidence("It sank.", published="spring")[0]
    assert describe_context(undated) == "Ferry sinks | Fjord Courier | Kari Vik"


def test_while_it_streams_the_rest_is_shown_without_pieces_of_labels() -> None:
    citer = Citer(SOURCES)
    assert (
        citer.update("The ferry Aurora sank on Monday. [S")[0] == "The ferry Aurora sank on Monday."
    )
    assert citer.update("The ferry Aurora sank on Monday. [S1] All 225 people were")[0] == (
        "The ferry Aurora sank on Monday. [1] All 225 people were"
    )


def test_each_claim_is_checked_once() -> None:
    asked: list[str] = []

    def similarity(claim: str, sentences: Sequence[str]) -> list[float]:
        asked.append(claim)
        return [0.0] * len(sentences)

    citer = Citer(SOURCES, similarity=similarity)
    text = "Zebras graze in the park. Lions sleep under a tree. Both drink at dusk."
    for end in range(len(text) + 1):
        citer.update(text[:end])
    citer.update(text, complete=True)
    assert sorted(set(asked)) == sorted(asked)


# --- streaming --------------------------------------------------------------------------------


@settings(max_examples=examples(60), deadline=None)
@given(WRITTEN, st.data())
def test_streaming_ends_where_one_reading_does(text: str, data: st.DataObject) -> None:
    citer, given_numbers = Citer(SOURCES), dict[tuple[str, int], int]()
    for end in sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6))):
        _, claims, citations = citer.update(text[:end])
        for citation in citations:
            key = (citation.article_id, citation.start)
            assert given_numbers.setdefault(key, citation.n) == citation.n
        assert _cited(claims) <= {citation.n for citation in citations}
    assert citer.update(text, complete=True) == Citer(SOURCES).update(text, complete=True)


def _cited(claims: Sequence[Claim]) -> set[int]:
    return {n for claim in claims for n in claim.citations}


def test_a_wrong_number_is_marked_with_what_the_source_says_and_left_as_it_was() -> None:
    sentence = "The Gannet Bridge will cost 538 million crowns, the ministry said."
    claim = "The Gannet Bridge will cost 126 million crowns."
    text, claims, citations = Citer(evidence(sentence)).update(claim, complete=True)
    assert text == claim
    assert (claims[0].support, claims[0].citations) == ("unsupported", ())
    correction = claims[0].correction
    assert correction is not None
    assert (correction.claimed, correction.stated) == ("126 million", "538 million")
    assert [one.sentence for one in citations if one.n == correction.n] == [sentence]
    assert "the source says 538 million" in claims[0].explain()
    assert claims[0].to_dict()["correction"] == correction.to_dict()


def test_what_no_source_says_otherwise_is_not_corrected() -> None:
    sentence = "The harbour of Orlund was closed by a storm in May."
    claim = "The Gannet Bridge will cost 126 million crowns."
    _, claims, citations = Citer(evidence(sentence)).update(claim, complete=True)
    assert claims[0].correction is None
    assert "correction" not in claims[0].to_dict()
    assert citations == ()
