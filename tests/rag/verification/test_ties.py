"""Claims patched from words that each have their sentence, and claims that say next to nothing."""

import pytest

from rag.verification.facts import extract_facts
from rag.verification.statements import states_nothing
from rag.verification.support import check_claim

PATCHED = [
    ("David cameron is a coaching team for cameron.",
     ["David cameron was looking serious and full of charisma.",
      "I am sure the coaching team of miliband will be patting themselves on the back."]),
    ("The mayor opened the hospital in Kirkwall.",
     ["The mayor flew to Kirkwall on Monday.", "The king opened the hospital last year."]),
]  # fmt: skip
WHOLE = [
    ("Smith scored twice.", ["Smith came on after the break.", "He scored twice."]),
    ("The ferry Aurora carried 225 people and sank on Monday.",
     ["The Aurora sank on Monday.", "The ferry carried 225 people, officials said."]),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentences"), PATCHED)
def test_a_claim_of_scraps_is_not_supported(claim: str, sentences: list[str]) -> None:
    assert check_claim(claim, sentences).support != "supported"


@pytest.mark.parametrize(("claim", "sentences"), WHOLE)
def test_a_claim_may_rest_on_sentences_that_belong_together(
    claim: str, sentences: list[str]
) -> None:
    assert check_claim(claim, sentences).support == "supported"


@pytest.mark.parametrize(
    "sentence",
    ["The ferry had a hard winter, its captain said.", "Ferry crews brace for another winter."],
)
def test_what_two_words_say_is_one_thing(sentence: str) -> None:
    verdict = check_claim("The ferry sank.", [sentence])
    assert verdict.support == "unsupported"
    assert "sank" in verdict.reason


@pytest.mark.parametrize("text", ["The Fast Food Council.", "Gary Locke", "The mayor opened the"])
def test_names_alone_and_what_breaks_off_state_nothing(text: str) -> None:
    source = f"{text} Council in Oslo met on Monday to set wages, and the mayor opened the talks."
    assert states_nothing(extract_facts(text))
    assert check_claim(text, [source]).support == "weak"


@pytest.mark.parametrize("text", ["Oslo is in Norway.", "Gary Locke quit.", "THE FERRY SANK."])
def test_a_statement_is_one(text: str) -> None:
    assert not states_nothing(extract_facts(text))
