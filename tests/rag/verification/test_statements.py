"""Names alone state nothing, and are never a supported claim."""

import pytest

from rag.verification.facts import extract_facts
from rag.verification.statements import states_nothing


@pytest.mark.parametrize("text", ["The Fast Food Council.", "Sudan.", "Ilse Varga and the RTU."])
def test_names_alone_say_nothing(text: str) -> None:
    assert states_nothing(extract_facts(text))


@pytest.mark.parametrize(
    "text", ["It sank.", "He was 60.", "Sudan won.", "611 million crowns.", "THE FERRY SANK."]
)
def test_a_statement_is_more_than_its_names(text: str) -> None:
    assert not states_nothing(extract_facts(text))


def test_a_sentence_that_breaks_off_states_nothing() -> None:
    assert states_nothing(extract_facts("The ferry sank because of the"))
