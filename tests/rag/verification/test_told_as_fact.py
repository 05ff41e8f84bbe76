"""Plans, wishes, opinions, charges and denials are not told as what they are not."""

import pytest

from rag.types import Support
from rag.verification.support import check_claim

CASES: list[tuple[str, str, Support, str]] = [
    # a deed that was planned or wished for
    ("The company sold the port.", "The company hopes to sell the port.", "weak", "hopes to"),
    ("The company will sell the port.", "The company hopes to sell the port.", "weak", "hopes to"),
    ("The company sold the port.", "The company plans to sell the port.", "weak", "plans to"),
    ("The company will sell the port.", "The company plans to sell the port.", "supported", ""),
    ("The company wants to sell the port.", "The company hopes to sell the port.", "supported", ""),
    # an opinion or a charge
    ("Mayor Lund is corrupt.", "Berg called Mayor Lund corrupt.", "unsupported", "called"),
    ("Berg called Mayor Lund corrupt.", "On Monday Berg called Mayor Lund corrupt.", "supported",
     ""),
    ("Lund stole the money.", "Berg accused Lund of stealing the money.", "unsupported", "accused"),
    ("Lund is accused of stealing the money.", "Berg accused Lund of stealing the money.",
     "supported", ""),
    # whose deed it was
    ("Lyle Berg filed for divorce.", "The wife of Lyle Berg has filed for divorce.", "unsupported",
     "wife of Lyle Berg"),
    ("Lyle Berg filed for divorce.", "Lyle Berg's wife has filed for divorce.", "unsupported",
     "wife"),
    ("The wife of Lyle Berg filed for divorce.", "The wife of Lyle Berg has filed for divorce.",
     "supported", ""),
    # denials, and what undoes them
    ("Minister Sorrel promised no toll.", "Stagg refused to rule out a toll.", "unsupported", ""),
    ("Stagg ruled out a toll.", "Stagg refused to rule out a toll.", "unsupported", "toll"),
    ("Stagg did not rule out a toll.", "Stagg refused to rule out a toll.", "supported", ""),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence", "support", "why"), CASES)
def test_what_is_told_otherwise_is_no_fact(
    claim: str, sentence: str, support: Support, why: str
) -> None:
    verdict = check_claim(claim, [sentence])
    assert verdict.support == support, verdict
    assert why in verdict.reason
