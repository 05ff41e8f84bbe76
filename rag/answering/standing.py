"""Whether a model's text leads its answer, or steps back behind the sentences of the sources.

What leads is what a reader takes for the answer, copies and prints. A text of which the sources
bear out less than half, or not its beginning, or that has no figure where one is asked for, is
kept below them with the reason. In one that leads, what no source supports is struck.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.answer_types import extract_values
from rag.answering.candidates import Candidates
from rag.answering.claim_spans import OMITTED, split_claim_spans
from rag.answering.extractive import extract_answer
from rag.answering.parts import RankedPart
from rag.formatting import format_share
from rag.types import Answer, Claim

BROKE_OFF = "The model broke off: the answer above is not whole."
FIRST_UNSUPPORTED = "its first sentence is not in the sources"
BROKE_EARLY = "it broke off before its second supported sentence"
LACKS = {"number": "it gives no figure", "time": "it gives no day or time"}  # that was asked for

_SAYS = {  # what the values that are read do not show: "nobody", "at noon", "in spring"
    "number": re.compile(
        r"\b(?:nobody|no one|none|half|dozens|hundreds|thousands|millions|both)\b", re.I
    ),
    "time": re.compile(
        r"\b(?:\d+(?:[.:]\d\d)? ?[ap]\.?m|noon|midnight|spring|summer|autumn|winter|eve|today"
        r"|yesterday|tomorrow|ago|century|(?:last|this|next) (?:week|month|year))\b",
        re.I,
    ),
}


def settle(written: Answer, found: Candidates) -> Answer:
    """A finished text as the reader is shown it: by itself, or below the source sentences."""
    struck = replace(written, text=strike_unsupported(written.text, written.claims))
    doubt = find_doubt(written, found.answered)
    if doubt:
        leads, folded = extract_answer(found), replace(struck, warnings=())
        notes = (*written.warnings, *leads.warnings)
        return replace(leads, warnings=notes, tokens=written.tokens, folded=doubt, instead=folded)
    if written.broken_off:
        notes = (*written.warnings, BROKE_OFF)
        return replace(struck, warnings=notes, instead=extract_answer(found))
    return struck


def find_doubt(written: Answer, parts: Sequence[RankedPart]) -> str:
    """Why a text does not lead; "" where it does."""
    claims = written.claims
    supported = [claim for claim in claims if claim.support == "supported"]
    if not supported or 2 * len(supported) < len(claims):
        return format_share(len(supported), len(claims))
    if claims[0].support == "unsupported":
        return FIRST_UNSUPPORTED
    if written.broken_off and len(supported) < 2:
        return BROKE_EARLY
    lacking = [_find_lack(supported, part) for part in parts]
    return lacking[0] if lacking and all(lacking) else ""


def strike_unsupported(text: str, claims: Sequence[Claim]) -> str:
    """`text` with "[…]" for each claim that no source supports."""
    return "".join(
        OMITTED if claim and claim.support == "unsupported" else piece
        for piece, claim in split_claim_spans(text, claims)
    )


def _find_lack(claims: Sequence[Claim], part: RankedPart) -> str:
    """What is asked for and in none of the claims; "" where that is there, or cannot be told.

    Told of figures and times alone: over questions on news none of the sentences that answer was
    found lacking, while by the names in them one in eight was.
    """
    parsed = part.query.parsed
    kind = parsed.answer_type
    if not part.is_for_one or kind not in LACKS:
        return ""
    if any(_SAYS[kind].search(claim.text) for claim in claims):
        return ""
    *held, asked = extract_values([*(claim.text for claim in claims), parsed.text], kind, set())
    return "" if any(values - asked for values in held) else LACKS[kind]
