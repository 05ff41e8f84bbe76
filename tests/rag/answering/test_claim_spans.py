"""Where claims stand in an answer's text."""

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.claim_spans import split_claim_spans
from rag.types import Claim


@given(st.text(alphabet="ab [12]\n"), st.lists(st.text(alphabet="ab [1]", max_size=8), max_size=4))
def test_spans_of_claims_give_the_text_back(text: str, wordings: list[str]) -> None:
    stated = [Claim(claim, "supported", ()) for claim in wordings]
    spans = split_claim_spans(text, stated)
    assert "".join(piece for piece, _ in spans) == text
