"""Words that a claim ties together and its sentences do not: a statement patched from scraps.

Writers who cut too much, and small models above all, put the one from here beside what was done
there. Each word is in the source, and yet nobody said it. A claim in words of its own is spared:
other words have other neighbours.
"""

from collections.abc import Iterator, Sequence

from rag.text.lexicon import PRONOUNS
from rag.text.tokens import LIGHT
from rag.verification.agreement import PreparedClaim, SentenceMatch, match_word, score_agreement
from rag.verification.problems import GRAVE, Problem

_BEFORE = 4  # tokens before a word among which a pronoun may be the one who did it
_SHORT = 2  # words of a claim that says one thing
_NEAR_COPY = 0.3  # the share of a claim's phrases that are a source's where it is made of its words
_COPIED, _RIGHT_COPY = 0.5, 0.8  # that of a copy, and the least agreement of a faithful one


def lacks_its_point(claim: PreparedClaim, members: Sequence[SentenceMatch]) -> bool:
    """Whether a claim that says one thing, in two words, lacks one: "the ferry sank" does where its
    sentence tells of the ferry's winter.
    """
    full = [n for n, word in enumerate(claim.words) if word not in LIGHT]
    return len(full) <= _SHORT and any(not any(m.words[n] for m in members) for n in full)


def find_loose_ties(claim: PreparedClaim, members: Sequence[SentenceMatch]) -> Iterator[Problem]:
    """What is wrong with how a claim puts together what its `members` hold; mostly nothing."""
    held = [max(shares) for shares in zip(*(m.words for m in members), strict=True)]
    phrases = frozenset[tuple[str, str]]().union(*(member.phrases for member in members))
    copied = len(phrases) / max(1, len(claim.facts.neighbours))
    if all(held) or (copied > _NEAR_COPY and held.count(0) == 1):
        yield from _check_neighbours(claim, members)
    patched = copied > _COPIED and all(held) and _is_torn(claim, members)
    if patched and score_agreement(claim, members) < _RIGHT_COPY:
        yield Problem(GRAVE, "the source has these words, but puts them together otherwise")


def _check_neighbours(claim: PreparedClaim, members: Sequence[SentenceMatch]) -> Iterator[Problem]:
    """The first two neighbours in a clause of which each has its sentence, but no one has both.

    A pronoun before the second may mean the first: "Smith came on. He scored twice." bears out
    "Smith scored twice", and so may a role: "The Aurora sank. The ferry was new." bears out "The
    ferry Aurora was new".
    """
    for number, role in _list_ties(claim):
        first, second = claim.pairs[number]
        one, other = claim.words[first], claim.words[second]
        if {one, other} & LIGHT or any(m.words[role] and m.words[second] for m in members):
            continue
        known = any(m.words[first] for m in members) and any(m.words[second] for m in members)
        if known and not any(_has_pronoun_before(other, member) for member in members):
            texts = claim.facts.spell(one), claim.facts.spell(other)
            yield Problem(GRAVE, f"no one sentence says “{texts[1]}” of “{texts[0]}”")
            return


def _is_torn(claim: PreparedClaim, members: Sequence[SentenceMatch]) -> bool:
    """Whether words that a clause ties together stand nowhere close together in a source."""
    return any(
        max(member.pairs[number] for member in members) < 1
        for number, role in _list_ties(claim)
        if role == claim.pairs[number][0]
    )


def _list_ties(claim: PreparedClaim) -> list[tuple[int, int]]:
    """The pairs, by index, that one clause ties together, and the word that may mean the first.

    That is the role before a name, "ferry" in "the ferry Aurora", else the first itself. A role and
    its name need no tie.
    """
    named = {name.first for name in claim.facts.names}
    roles = {
        second: first
        for first, second in (claim.pairs[number] for number in claim.joint)
        if claim.facts.places[claim.words[second]][0] in named
    }
    pairs = [(number, *claim.pairs[number]) for number in sorted(claim.joint)]
    return [(n, roles.get(first, first)) for n, first, second in pairs if second not in roles]


def _has_pronoun_before(word: str, member: SentenceMatch) -> bool:
    facts = member.source.facts
    met = match_word(word, facts)[0]
    return any(
        mark.low in PRONOUNS
        for at in facts.places.get(met, ())
        for mark in facts.marks[max(0, at - _BEFORE) : at]
    )
