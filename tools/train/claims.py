"""Claims made by script out of news articles, with the sentences that a reader would be given.

A true sentence is put in other words (`tools.train.paraphrases`); then, in a twin, one detail of it
is changed or added (`tools.train.alterations`). Both are rows, so that neither a changed word nor
the length tells them apart. After Kryściński et al., "Evaluating the Factual Consistency of
Abstractive Text Summarization" (2020).
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.train.alterations import ADDITIONS, ALTERATIONS
from tools.train.judged import Judged, read_claims
from tools.train.paraphrases import REPHRASINGS
from tools.train.rewording import QUOTES, finish_sentence, lower_start
from tools.train.stories import (
    Change,
    Changes,
    Story,
    Titles,
    is_title,
    is_usable,
    list_words,
    read_story,
)

NOT_STATED, SUPPORTED, CONTRADICTED = 0, 1, 2
JUDGED = "judged"  # the kind of claims that people called supported or not, and no more
_MOST_TRIED = 16  # sentences of an article that changes are tried on


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim, the sentences read for it, whether they bear it out; `half` of judged sets alone."""

    claim: str
    premises: tuple[str, ...]
    label: int
    kind: str
    half: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """A true claim, the sentences by index that say so, and how it was put in other words."""

    text: str
    at: tuple[int, ...]
    how: str


def make_claims(articles: Iterable[Mapping[str, str]], chance: random.Random) -> Iterator[ClaimRow]:
    """Rows, article by article: about 45 % supported, 30 % not stated, 25 % contradicted."""
    stories = [story for one in articles if len((story := read_story(one)).sentences) > 3]
    rivals = Titles(stories)
    for story in stories:
        yield from _make_headlines(story, rivals, chance)
        places = [i for i, s in enumerate(story.sentences) if is_usable(s)]
        chance.shuffle(places)
        yield from _make_twins(story, places, ALTERATIONS, CONTRADICTED, 2, chance)
        yield from _make_twins(story, places[::-1], ADDITIONS, NOT_STATED, 1, chance)
        yield from _make_unstated(story, places, chance)


def _make_twins(
    story: Story, places: Sequence[int], changes: Changes, label: int,
    most: int, chance: random.Random,
) -> Iterator[ClaimRow]:  # fmt: skip
    """Pairs: a claim in other words, and the same with one detail changed or added.

    A kind of change is drawn first, then a place that lends itself: else the rare kinds never came.
    """
    told = [found for at in places[:_MOST_TRIED] if (found := _rephrase(at, story, chance))]
    kinds = _draw(changes, chance)
    for kind, change in kinds:
        for one in told:
            false = change(one.text, story, chance)
            if false and false != one.text and false not in story.sentences:
                shown = _choose_shown(one.text, one.at, story, chance)
                yield ClaimRow(one.text, shown, SUPPORTED, f"true: {one.how}")
                shown = _choose_shown(false, one.at, story, chance)
                yield ClaimRow(false, shown, label, kind)
                told.remove(one)
                most -= 1
                break
        if most == 0:
            return


def _make_unstated(
    story: Story, places: Sequence[int], chance: random.Random
) -> Iterator[ClaimRow]:
    """A sentence of the article, read against the nearest ones that are not it."""
    for at in places[:3]:
        told = _rephrase(at, story, chance)
        if told is None or len(told.at) > 1:
            continue
        words = list_words(told.text)
        found = _choose_for(told.text, story, without=at)
        held = set[str]().union(*(story.words[i] for i in found)) if found else words
        if len(words & held) < 0.65 * len(words):
            shown = found[: chance.choice([1, 2, 3, 3])]
            yield ClaimRow(told.text, tuple(story.sentences[i] for i in sorted(shown)), NOT_STATED,
                           "another sentence")  # fmt: skip
            return


def _make_headlines(story: Story, titles: Titles, chance: random.Random) -> Iterator[ClaimRow]:
    """The story's own headline where its lead bears it out, and one of another story like it."""
    words = list_words(story.title)
    lead = set().union(*story.words[:3])
    at = _choose_covering(dict.fromkeys(words, 1.0), [words & w for w in story.words[:3]], None, 3)
    # The share alone lets through headlines with a number or an outcome that the lead lacks.
    known = any(story.title.lower() in s.lower() for s in story.sentences)
    if (
        is_title(story.title)
        and not known
        and len(words & lead) >= 0.6 * len(words)
        and all(word in lead for word in words if word[0].isdigit())
    ):
        yield ClaimRow(story.title, tuple(story.sentences[i] for i in at), SUPPORTED, "headline")
    if chance.random() < 0.3 and (rival := titles.find_rival(story)):
        shown = _choose_for(rival, story)
        yield ClaimRow(
            rival, tuple(story.sentences[i] for i in shown), NOT_STATED, "other headline"
        )


def _rephrase(at: int, story: Story, chance: random.Random) -> _Told | None:
    """The sentence in other words, now and then with another one or a half of it joined on."""
    text, how = story.sentences[at], list[str]()
    places: tuple[int, ...] = (at,)
    text = re.sub(r"^(?:But|And|So|Yet|Still,|Plus,|However,|Meanwhile,) ", "", text)
    text = text[0].upper() + text[1:]
    wanted = chance.randint(1, 3)
    for name, change in _draw(REPHRASINGS, chance):
        fresh = change(text, story, chance)
        if fresh and fresh != text and len(fresh.split()) > 4:
            text, how = fresh, [*how, name]
        if len(how) == wanted:
            break
    if chance.random() < 0.2 and (other := _find_partner(at, story)) is not None:
        text, places, how = _join(text, story.sentences[other]), (at, other), [*how, "joined"]
    if not how and chance.random() > 0.15:
        return None
    return _Told(text, places, "+".join(how) or "verbatim")


def _find_partner(at: int, story: Story) -> int | None:
    """The next sentence, or the one after: to be joined on."""
    for other in (at + 1, at + 2):
        if other < len(story.sentences) and is_usable(story.sentences[other]):
            both = story.sentences[at] + story.sentences[other]
            if not QUOTES.search(both) and len(both.split()) < 45:
                return other
    return None


def _join(one: str, other: str) -> str:
    """Of each its first half, where two statements are joined by a comma and "and" or "but"."""
    halves = [re.split(r", (?:and|but|while) (?=(?:the|an?|he|she|it|they|[A-Z]\w+) [a-z])", s)[0]
              for s in (one, other)]  # fmt: skip
    second = re.sub(r"^(?:But|And|So|Yet|Still,) ", "", halves[1])
    return finish_sentence(f"{halves[0].rstrip('.')}, and {lower_start(second)}")


def _draw(changes: Changes, chance: random.Random) -> list[tuple[str, Change]]:
    """All of them in a drawn order, the heavier sooner."""
    rows = [(chance.random() ** (1 / weight), name) for name, (_, weight) in changes.items()]
    return [(name, changes[name][0]) for _, name in sorted(rows, reverse=True)]


def _choose_shown(
    told: str, at: Sequence[int], story: Story, chance: random.Random
) -> tuple[str, ...]:
    """The true sentences among up to three, chosen as in use, in the order of the text."""
    others = [i for i in _choose_for(told, story) if i not in at]
    spare = chance.choice([0, 1, 2, 2]) if len(at) == 1 else chance.choice([0, 1])
    return tuple(story.sentences[i] for i in sorted([*at, *others[:spare]]))


def _choose_for(claim: str, story: Story, without: int | None = None) -> tuple[int, ...]:
    """As `choose_premises`, with the words of the story's sentences at hand."""
    wanted = {word: min(len(word), 9) + 1.0 for word in list_words(claim)}
    held = [set() if i == without else wanted.keys() & w for i, w in enumerate(story.words)]
    found = _choose_covering(wanted, held, None, 4)
    return tuple(i for i in found if i != without)[:3]


def choose_premises(
    claim: str, sentences: Sequence[str], cosines: Sequence[float] | None, most: int = 3
) -> tuple[int, ...]:
    """The sentences to read for a claim, by index in text order.

    One after the other: the one that holds most of what the earlier ones lack, long words counting
    more, and what they hold already a little; `cosines`, where known, are added to that.
    """
    wanted = {word: min(len(word), 9) + 1.0 for word in list_words(claim)}
    held = [wanted.keys() & list_words(sentence) for sentence in sentences]
    return _choose_covering(wanted, held, cosines, most)


def _choose_covering(
    wanted: Mapping[str, float],
    held: Sequence[set[str]],
    cosines: Sequence[float] | None,
    most: int,
) -> tuple[int, ...]:
    """The sentences that together hold most of the `wanted` words; `held` are those of each."""
    whole = sum(wanted.values()) or 1.0
    left, chosen = dict(wanted), list[int]()
    shares = [sum(wanted[w] for w in words) / whole for words in held]
    while len(chosen) < min(most, len(held)):
        rest = [i for i in range(len(held)) if i not in chosen]
        worth = {
            i: sum(left.get(w, 0.0) for w in held[i]) / whole
            + shares[i] / 3
            + (cosines[i] if cosines else 0.0)
            for i in rest
        }
        best = max(rest, key=lambda i: worth[i])
        if chosen and worth[best] <= 0:
            break
        chosen.append(best)
        for word in held[best]:
            left.pop(word, None)
    return tuple(sorted(chosen))


def read_qags(path: Path) -> list[ClaimRow]:
    """Sentences of machine summaries that people judged; halves are every other article."""
    return [_choose_row(row) for row in read_claims(path)]


def _choose_row(row: Judged) -> ClaimRow:
    """Of one that is not supported it is not known whether it is contradicted: see `JUDGED`."""
    shown = choose_premises(row.claim, row.sentences, None)
    premises = tuple(row.sentences[i] for i in shown)
    return ClaimRow(row.claim, premises, int(not row.bad), JUDGED, row.half)
