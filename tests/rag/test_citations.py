"""From a model's text with labels to claims with numbered citations."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.checking.surroundings import surroundings
from rag.citations import Citer, cite_sentences, read_claims
from rag.text.plain import plain
from rag.types import Claim, Evidence

FERRY, ALL = "The ferry sank.", "All survived."

# What a model wrote, and the claims with their labels that it must become.
SHAPES: list[tuple[str, list[tuple[str, str]]]] = [
    ("The ferry sank. [S3]", [(FERRY, "S3")]),
    ("The ferry sank [S3].", [(FERRY, "S3")]),
    ("The ferry sank. [S3].", [(FERRY, "S3")]),
    ("The ferry sank. [s3]", [(FERRY, "S3")]),
    ("The ferry sank. [S3, S4] All survived. [S5]", [(FERRY, "S3 S4"), (ALL, "S5")]),
    ("The ferry sank.[S3][S4]All survived.", [(FERRY, "S3 S4"), (ALL, "")]),
    ("The ferry sank. [S1; S2] [S3]", [(FERRY, "S1 S2 S3")]),
    ("The ferry sank [S3] and [S4].", [(FERRY, "S3 S4")]),
    ("The ferry sank [S3-S5].", [(FERRY, "S3 S4 S5")]),
    ("The ferry sank [S3–5].", [(FERRY, "S3 S4 S5")]),
    ("The ferry sank (S3).", [(FERRY, "S3")]),
    ("The ferry sank. (S3) All survived. (S4)", [(FERRY, "S3"), (ALL, "S4")]),
    ("The ferry sank (S1, S2) on Monday.", [("The ferry sank on Monday.", "S1 S2")]),
    ("The ferry sank.【S3】", [(FERRY, "S3")]),
    ("The ferry sank. 【3†source】", [(FERRY, "S3")]),
    ("The ferry sank. S3.", [(FERRY, "S3")]),
    ("The ferry sank S3.", [(FERRY, "S3")]),
    ("The ferry sank. S3", [(FERRY, "S3")]),
    ("The ferry sank. S3, S4 All survived. S5", [(FERRY, "S3 S4"), (ALL, "S5")]),
    ("The ferry [S1] sank off Norway [S2].", [("The ferry sank off Norway.", "S1 S2")]),
    ("The ferry sank, [S1] but all survived. [S2]",
     [("The ferry sank, but all survived.", "S1 S2")]),
    ("The ferry sank. [Source 3]", [(FERRY, "S3")]),
    ("The ferry sank (Source: S3).", [(FERRY, "S3")]),
    ("The ferry sank [Sources 1 and 2].", [(FERRY, "S1 S2")]),
    ("The ferry sank.[3] All survived. [4]", [(FERRY, "S3"), (ALL, "S4")]),
    ("The ferry sank. [^3]", [(FERRY, "S3")]),
    ("The ferry sank. **[S3]**", [(FERRY, "S3")]),
    ("The ferry sank.^[S3]", [(FERRY, "S3")]),
    (r"The ferry sank. \[S3\]", [(FERRY, "S3")]),
    ("The ferry sank. <sup>[S3]</sup>", [(FERRY, "S3")]),
    ("The ferry sank. [S3](https://evil.example/?q=1)", [(FERRY, "S3")]),
    ('The ferry sank. [S3: "It sank at 10"]', [(FERRY, "S3")]),
    ("The ferry sank. [S3", [(FERRY, "S3")]),
    ("[S1] The ferry sank. [S2] All survived.", [(FERRY, "S1"), (ALL, "S2")]),
    ("S3: The ferry sank.", [(FERRY, "S3")]),
    ("[S3] reports that the ferry sank. [S4] says all survived.", [(FERRY, "S3"), (ALL, "S4")]),
    ("According to [S3], the ferry sank.", [(FERRY, "S3")]),
    ("The ferry sank, according to [S3].", [(FERRY, "S3")]),
    ("The ferry sank. As stated in [S4], all survived.", [(FERRY, ""), (ALL, "S4")]),
    ("The ferry sank. All survived. [S1] [S2]", [(FERRY, ""), (ALL, "S1 S2")]),
    ("The ferry sank [S1] The crew survived [S2]",
     [("The ferry sank", "S1"), ("The crew survived", "S2")]),
    ("The ferry sank.\n[S3]\n\nAll survived.\n[S4]", [(FERRY, "S3"), (ALL, "S4")]),
    ("The ferry sank. All survived.\n\nSources:\n[S1]\n[S2]", [(FERRY, ""), (ALL, "S1 S2")]),
    ("- The ferry **Aurora** sank. [S1]\n- All survived. [S2]",
     [("The ferry Aurora sank.", "S1"), (ALL, "S2")]),
    ("1. The ferry sank. [S1]\n2. All survived. [S2]", [(FERRY, "S1"), (ALL, "S2")]),
    ("Answer: The ferry sank. [S1]", [(FERRY, "S1")]),
    ("The ferry sank in the U.S. [S3] All survived.",
     [("The ferry sank in the U.S.", "S3"), (ALL, "")]),
    ("At 5 p.m. [S3] on Monday it sank.", [("At 5 p.m. on Monday it sank.", "S3")]),
    ("The ferry “Aurora sank.” [S1] All survived.",
     [("The ferry “Aurora sank.”", "S1"), (ALL, "")]),
    # not labels
    ("The S&P 500 fell. [S1]", [("The S&P 500 fell.", "S1")]),
    ("The G7 met. [S1]", [("The G7 met.", "S1")]),
    ('He wrote "teh [sic] end". [S2]', [('He wrote "teh [sic] end".', "S2")]),
    ("It trades with (S. Korea) now.", [("It trades with (S. Korea) now.", "")]),
    ("He bought a Galaxy S23. [S4]", [("He bought a Galaxy S23.", "S4")]),
    ("The score was 2-1 (2-0).", [("The score was 2-1 (2-0).", "")]),
    ("In [2019] it sank (3 dead).", [("In [2019] it sank (3 dead).", "")]),
    ("The S3 line closed on Monday. [S2]", [("The S3 line closed on Monday.", "S2")]),
    # nothing
    ("", []),
    ("[S1]", []),
    ("…", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), SHAPES)
def test_shape(text: str, claims: list[tuple[str, str]]) -> None:
    drafts = read_claims(text, complete=True)
    assert [(draft.text, " ".join(draft.labels)) for draft in drafts] == claims


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("The ferry sank. [S3]", 0),  # a second label may follow
        ("The ferry sank. [S3] All", 0),  # "All" may still become a label's word
        ("The ferry sank. [S3] All survived", 1),
        ("The ferry sank. All survived. [S", 1),
        ("It sank off the U.S. ", 0),
        ("“Did it sink?” All", 0),
        ("“Did it sink?” All of them", 0),  # … "said at once" would make it one sentence
    ],
)
def test_only_what_can_no_longer_change_is_settled(text: str, settled: int) -> None:
    assert len(read_claims(text, complete=False)) == settled


# --- plain text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It sank ![map](https://evil.example/?q=secret) off Norway.", "It sank map off Norway."),
        ("It [sank](javascript:alert(1)) there.", "It sank) there."),
        ("It <img src=x onerror=alert(1)>sank.", "It sank."),
        ("It <<b>script>alert(1)</script> sank.", "It alert(1) sank."),
        ("It sank <img src=https://evil.example/", "It sank "),
        ("Losses < gains, 3 > 2.", "Losses < gains, 3 > 2."),
        ("## News\n> It **sank** and `all` *survived*.", "News\nIt sank and all survived."),
        ("<think>S1 says so</think>It sank.", "It sank."),
        ("See https://evil.example/?q=secret now.", "See  now."),
    ],
)
def test_markup_goes_and_words_stay(text: str, shown: str) -> None:
    assert plain(text) == shown


@settings(max_examples=200)
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
    assert citations == ()
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
    above = surroundings(SOURCES[0])
    assert "Ferry sinks" in above
    assert "Kari Vik" in above
    assert "Monday 2024-05-06" in above
    undated = evidence("It sank.", published="spring")[0]
    assert surroundings(undated) == "Ferry sinks | Fjord Courier | Kari Vik"


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


def test_sentences_cite_themselves() -> None:
    shown, claims, citations = cite_sentences([SOURCES[2], SOURCES[0], SOURCES[2]])
    assert shown == f"{SOURCES[2].sentence} [1] {SOURCES[0].sentence} [2] {SOURCES[2].sentence} [1]"
    assert [claim.text for claim in claims] == [SOURCES[n].sentence for n in (2, 0, 2)]
    assert {claim.support for claim in claims} == {"supported"}
    assert [(c.n, c.start, c.end) for c in citations] == [
        (1, SOURCES[2].start, SOURCES[2].end),
        (2, SOURCES[0].start, SOURCES[0].end),
    ]
    assert cite_sentences([]) == ("", (), ())


# --- streaming --------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "The ferry Aurora sank off Norway on Monday", "All 225 people were rescued",
        "Nordlink bought the ship in 2011", "Shares fell by 5% in the U.S",
        "“Did it sink?” he said",
        "It cost $1.4bn, e.g. in parts", "the S&P 500 (S. Korea) rose", "At 5 p.m. it left", "S",
        ". ", ".", "! ", "? ", ", ", "\n", "\n\n", " ", "- ", "**", "1. ", "Sources:\n",
        "[S1]", "[S2]", " [S3]", "[S3, S4]", "[S1-S3]", "(S2)", "【S4】", "S3.", " S1", "[9]",
        "[sic]",
        "[S1](https://evil.example)", "![x](https://evil.example)", "<b>", "According to [S2], ",
    ]
)  # fmt: skip
WRITTEN = st.lists(PIECES, max_size=14).map("".join)


@settings(max_examples=100, deadline=None)
@given(WRITTEN)
def test_claims_that_settled_stay(text: str) -> None:
    whole = read_claims(text, complete=True)
    for end in range(len(text)):
        settled = read_claims(text[:end], complete=False)
        assert settled == whole[: len(settled)], text[:end]


@settings(max_examples=60, deadline=None)
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
