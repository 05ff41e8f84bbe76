"""A model's text with labels -> claims with numbered citations, while it streams.

1. The text is read as claims with labels (`rag.answering.claim_parser`).
2. A claim that can no longer change is checked against the evidence once
   (`rag.verification.support`).
3. Source sentences are numbered in the order in which claims first cite them.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import compress, takewhile

from rag.answering.claim_lines import ClaimDraft
from rag.answering.claim_parser import ClaimParser
from rag.types import Citation, Claim, Correction, Evidence, Verdict
from rag.verification.context import describe_context
from rag.verification.support import Similarity, attribute

WHY = "in the words of the source"

Revise = Callable[[str, tuple[int, ...], Verdict], tuple[tuple[int, ...], Verdict]]


class Citer:
    """Turns one growing text into claims and numbered citations.

    A number, once given, never changes; a source sentence keeps its number however often it is
    cited. Each claim is checked once. `similarity` as in `rag.verification.support.check_claim`;
    `revise` has the last word on a claim, the sentences that bear it out, and the verdict (see
    `rag.verification.nli_judge`). A sentence for which `is_no_claim` holds is left out.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        *,
        similarity: Similarity | None = None,
        revise: Revise | None = None,
        is_no_claim: Callable[[str], bool] | None = None,
    ) -> None:
        self._evidence = tuple(evidence)
        self._similarity = similarity
        self._revise = revise
        self._is_no_claim = cache(is_no_claim) if is_no_claim else lambda _: False
        self._sentences = [item.sentence for item in self._evidence]
        self._context = [describe_context(item) for item in self._evidence]
        self._places = {item.label.upper(): n for n, item in enumerate(self._evidence)}
        self._reader = ClaimParser()
        self._checked: list[tuple[ClaimDraft, Claim]] = []
        self._numbers = CitationNumbers()

    def update(
        self, text: str, *, complete: bool = False
    ) -> tuple[str, tuple[Claim, ...], tuple[Citation, ...]]:
        """What to show, the claims that are settled, and the citations they use.

        `text` is all that the model has written so far. What is shown is plain text: settled claims
        with their numbers, "It sank. [1][2]", then the rest without numbers or pieces of labels.
        """
        drafts, settled = self._read(text, complete=complete)
        # Forgets claims that the text no longer begins with: it was not the same text grown.
        known = zip(self._checked, drafts[:settled], strict=False)
        self._checked = [one for one, _ in takewhile(lambda pair: pair[0][0] == pair[1], known)]
        for draft in drafts[len(self._checked) : settled]:
            self._checked.append((draft, self._check_draft(draft)))
        shown = [draft.lead + append_numbers(claim) for draft, claim in self._checked]
        shown += [draft.lead + draft.text for draft in drafts[settled:]]
        claims = tuple(claim for _, claim in self._checked)
        return "".join(shown).lstrip(), claims, self._numbers.list_citations()

    def _read(self, text: str, *, complete: bool) -> tuple[list[ClaimDraft], int]:
        """The claims, and how many of them are settled, without sentences that claim nothing."""
        drafts, settled = self._reader.parse(text, complete=complete)
        kept = [not self._is_no_claim(draft.text) for draft in drafts]
        return [*compress(drafts, kept)], sum(kept[:settled])

    def _check_draft(self, draft: ClaimDraft) -> Claim:
        labelled = [self._places[label] for label in draft.labels if label in self._places]
        found, verdict = attribute(
            draft.text,
            labelled,
            self._sentences,
            similarity=self._similarity,
            context=self._context,
        )
        if self._revise is not None:
            found, verdict = self._revise(draft.text, found, verdict)
        if verdict.support == "unsupported":  # its label did not hold
            found = ()
        numbers = [self._numbers.assign_number(self._evidence[place]) for place in found]
        cited = tuple(dict.fromkeys(numbers))
        correction = self._correct_claim(verdict)
        return Claim(draft.text, verdict.support, cited, verdict.reason, correction)

    def _correct_claim(self, verdict: Verdict) -> Correction | None:
        """What a sentence says that has the claim's words but for a number, name or day."""
        if verdict.swap is None or verdict.support != "unsupported":
            return None
        claimed, stated, place = verdict.swap
        return Correction(claimed, stated, self._numbers.assign_number(self._evidence[place]))


class CitationNumbers:
    """The numbers of source sentences: 1, 2, 3 in the order in which they are asked for."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int, int], Citation] = {}

    def assign_number(self, evidence: Evidence) -> int:
        key = (evidence.article_id, evidence.start, evidence.end)
        if key not in self._given:
            values = {name: getattr(evidence, name) for name in Citation.__slots__[1:]}
            self._given[key] = Citation(n=len(self._given) + 1, **values)
        return self._given[key].n

    def list_citations(self) -> tuple[Citation, ...]:
        return tuple(self._given.values())


def append_numbers(claim: Claim) -> str:
    """The claim as it is shown: "It sank on Monday. [1][2]"."""
    marks = "".join(f"[{n}]" for n in claim.citations)
    return f"{claim.text} {marks}" if marks else claim.text
