"""Ways of saying what the source does not: one detail changed, or one more than it states.

Each gives None where a text lends itself to it not.
"""

import random
import re
from collections.abc import Callable
from itertools import pairwise

from rag.text.calendar import MONTH_NAMES, WEEKDAY_NAMES
from rag.text.tokens import is_akin, is_same_side, stem, stem_words
from tools.train.claim_words import (
    ADVERBS,
    ANTONYMS,
    EPITHETS,
    OVERSTATED,
    PHRASES,
    SAME_KIND,
    SYNONYMS,
    TRANSITIVE,
    VAGUE,
)
from tools.train.rewording import (
    BEING,
    NAME,
    NUMBERS,
    OPENER,
    QUOTES,
    finish_sentence,
    lower_start,
    put_words,
    substitute_match,
    turn_word,
)
from tools.train.stories import Changes, Story

# --- one detail changed: contradicted ----------------------------------------------------------


def _change_number(text: str, story: Story, chance: random.Random) -> str | None:
    """Another count, share, sum, year, or another word of size behind it."""

    def count(match: re.Match[str]) -> str:
        value = float(match[0].replace(",", ""))
        if re.search(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.? $",
                     match.string[: match.start()]):  # fmt: skip
            return str((int(value) + chance.randint(1, 20)) % 28 + 1)
        if re.fullmatch(r"(?:19|20)\d\d", match[0]):
            return str(int(value) + chance.choice([-4, -3, -2, -1, 1, 2, 3]))
        more = chance.choice(
            [value + chance.randint(1, 9), value * 2 + 1, value * 10, value // 3 + 1]
        )
        more = value + 1 if more == value else more
        decimals = len(match[0].partition(".")[2])
        return f"{more:,.{decimals}f}" if "," in match[0] or more >= 1e4 else f"{more:.{decimals}f}"

    numbers = NUMBERS[:9]
    scales = {"hundred": "thousand", "thousand": "hundred",
              "million": "billion", "billion": "million",
              "days": "weeks", "weeks": "months", "months": "weeks", "hours": "days"}  # fmt: skip
    if chance.random() < 0.3:
        found = substitute_match(
            rf"(?<=\d )(?:{'|'.join(scales)})\b", lambda m: scales[m[0]], text, chance
        )
        if found:
            return found
    digits = r"(?<![\w.,:/-])(?<!No\. )(?<![A-Z][a-z] )(?<=[ $£€(])"
    digits += r"\d+(?:,\d{3})*(?:\.\d+)?(?![\w:/-]|,\d|\.\d)"
    spelled = rf"(?<=[a-z] )(?:{'|'.join(numbers)})(?= [a-z]+s\b)"
    return substitute_match(digits, count, text, chance) or substitute_match(
        spelled, lambda m: chance.choice([n for n in numbers if n != m[0]]), text, chance
    )


def _change_date(text: str, story: Story, chance: random.Random) -> str | None:
    """Another month or day of the week."""
    days, months = "|".join(WEEKDAY_NAMES), "|".join(MONTH_NAMES)
    pattern = rf"(?<=[a-z] )(?:{days})\b(?! [A-Z])|(?<=[a-z] )(?:{months})\b(?! [A-Z]|[’'])"

    def other(match: re.Match[str]) -> str:
        names = WEEKDAY_NAMES if match[0] in WEEKDAY_NAMES else MONTH_NAMES
        return chance.choice([n for n in names if n not in text])

    return substitute_match(pattern, other, text, chance)


def _change_person(text: str, story: Story, chance: random.Random) -> str | None:
    """Another person of the article, in full or by surname as the one replaced."""
    for name in chance.sample(story.people, len(story.people)):
        short = name.split()[-1]
        spot = re.search(
            rf"{re.escape(name)}(?!\w)|(?<![\w-]){re.escape(short)}(?![\w-]| [A-Z])", text
        )
        others = [
            n for n in story.people if not set(n.split()) & set(re.findall(r"\w+", text + name))
        ]
        if spot and others and not re.search(r"[A-Z]\w+ $", text[: spot.start()]):
            other = chance.choice(others)
            return put_words(text, *spot.span(), other if spot[0] == name else other.split()[-1])
    return None


def _swap_roles(text: str, story: Story, chance: random.Random) -> str | None:
    """Puts "Spain sued Meta" as "Meta sued Spain"; what comes from one place to another, back."""
    named = rf"(?!(?:{'|'.join([OPENER, *WEEKDAY_NAMES, *MONTH_NAMES])})\b){NAME}"
    who = rf"(?<!the )(?<!a )(?:{named})|(?:[Tt]he|[Aa]n?) [a-z]+(?<!ed)"
    then = r"(?= (?:on|in|at|for|after|over|to|when|as|by|last|and|during|because|with|of)\b|[.,])"
    opens = r"(?:(?<=^)|(?<=, )|(?<=that )|(?<=and ))"
    pairs = (rf"{opens}({who})( (?:ha[sd] )?(?:{TRANSITIVE}) )({who}){then}",
             rf"\b({who})( (?:was|were|been) (?:{TRANSITIVE}) by )({who}){then}",
             rf"(?<!the )\b({named})( [a-z]{{3,}}ed )({named}){then}",
             rf"(?<=from )({named})( to )({named})(?![’'\w])")  # fmt: skip
    for pattern in pairs:
        match = re.search(pattern, text)
        if match and match[1].lower() != match[3].lower() and not match[1][0].isdigit():
            first, last = lower_start(match[1]), match[3]
            new = text[: match.start()] + last + match[2] + first + text[match.end() :]
            return new[0].upper() + new[1:]
    return None


def _swap_people(text: str, story: Story, chance: random.Random) -> str | None:
    """Two people of a sentence, each in the other's place, unless "and" or a comma joins them."""
    here = sorted((text.find(n), n) for n in story.people if text.count(n) == 1)
    for (one, a), (two, b) in pairwise(here):
        between = text[one + len(a) : two]
        if len(between.split()) > 1 and not re.search(
            r"\b(?:and|or|with|met|between|than)\b", between
        ):
            return text[:one] + b + between + a + text[two + len(b) :]
    return None


def _turn_opposite(text: str, story: Story, chance: random.Random) -> str | None:
    return turn_word(text, ANTONYMS, chance)


def _turn_kind(text: str, story: Story, chance: random.Random) -> str | None:
    """A thing, place, trade, colour … as another of its kind."""
    return turn_word(text, SAME_KIND, chance)


def _change_word(text: str, story: Story, chance: random.Random) -> str | None:
    """A noun or a past verb as another that the article uses in the same setting."""
    noun = r"\b(?:[Tt]he|[Aa]n?|his|her|its|their) ([a-z]{5,}(?<!ing)(?<!ed)(?<!ly))"
    noun += r"(?= (?:of|in|on|at|for|from|was|were|is|has|had|to)\b|[.,])"
    verb = r"(?<=[a-z] )(?<!\bto )([a-z]{4,}ed)(?= (?:the|an?|his|her|its|their) [a-z])"
    pattern = chance.choice([noun, verb])
    found = [m for m in re.finditer(pattern, text) if m[1] not in VAGUE]
    if not found:
        return None
    spot = chance.choice(found)
    drawn = sorted({w for s in story.sentences for w in re.findall(pattern, s)} - VAGUE)
    fresh = [
        w for w in drawn
        if w not in text and w.endswith("s") == spot[1].endswith("s")
        and not is_akin(stem(w), stem(spot[1])) and not is_same_side(stem(w), stem(spot[1]))
        and w not in SYNONYMS.get(spot[1], ())
    ]  # fmt: skip
    return put_words(text, *spot.span(1), chance.choice(fresh)) if fresh else None


def _deny(text: str, story: Story, chance: random.Random) -> str | None:
    """A "not" put in, or taken out where it is the only denial."""
    denials = re.findall(r"\b(?:not|no|never|nor|neither)\b|n[’']t\b", text)
    if not denials:
        return substitute_match(
            rf"(?<=[a-z] )(?:{BEING})(?= [a-z])", lambda m: f"{m[0]} not", text, chance
        )
    if len(denials) > 1 or "not only" in text:
        return None
    return substitute_match(rf"\b({BEING}) (?:not|never) (?=[a-z])|\b({BEING})n[’']t (?=[a-z])",
                       lambda m: f"{m[1] or m[2]} ", text, chance)  # fmt: skip


ALTERATIONS: Changes = {
    "number": (_change_number, 1), "date": (_change_date, 1), "person": (_change_person, 1),
    "roles swapped": (_swap_roles, 3), "people swapped": (_swap_people, 3),
    "opposite": (_turn_opposite, 2.5), "other of its kind": (_turn_kind, 2.5),
    "other word": (_change_word, 2), "denied or not": (_deny, 0.8),
}  # fmt: skip


# --- more than the source says: not stated -----------------------------------------------------


def _drop_doubt(text: str, story: Story, chance: random.Random) -> str | None:
    """Told as certain or as done what is possible, planned or expected."""
    if re.search(r"\b(?:could|may|might|should)(?: not|n[’']t)\b", text):
        return None
    return turn_word(text, OVERSTATED, chance)


def _tell_opinion(text: str, story: Story, chance: random.Random) -> str | None:
    """What someone claims, believes or denies, told as a fact."""
    verbs = (r"(?:alleg|claim|argu|suggest|insist|predict|warn|contend|speculat|assert|den)"
             r"(?:e|s|es|ed|d|y|ies|ied)|believes?|believed|thinks?|fears|hopes")  # fmt: skip
    held = r"believes?|believed|argue[sd]|allege[sd]|insist(?:s|ed)|predict(?:s|ed)|fears|thinks"
    told = (
        r"(?:the|an?|his|her|its|their|he|she|it|they|there|[A-Z]\w+(?<!day)) (?!that )[^“”\"]{25,}"
    )
    front = re.search(rf"\b(?:{verbs}) that ([^“”\"]{{25,}})$|\b(?:{held}) ({told})$", text)
    behind = re.fullmatch(rf"([^“”\"]{{25,}}?), [^,]{{3,40}} (?:{verbs})(?: on \w+)?\.", text)
    if front and re.search(r"\b(?:no|not|nobody|never|few|one|correctly|rightly|if|who)\b|n[’']t\b",
                           text[: front.start()]):  # fmt: skip
        return None
    said = (front and (front[1] or front[2])) or (behind and behind[1]) or ""
    whole = re.search(rf"(?<=[a-z] )(?:{BEING}|\w{{3,}}ed|may|might)\b", said)  # it has a verb
    return finish_sentence(said) if whole and not re.match(rf"(?:{BEING}|\w+ed)\b", said) else None


def _add_clause(text: str, story: Story, chance: random.Random) -> str | None:
    """The end of another sentence of the article at the end of this one."""
    opens = "after|because|while|despite|as part of|in order to|to help|amid|following|in|at|with"
    ending = rf"[^,],? ((?:{opens}) [^,“”\"]{{12,70}})\.$"
    tails = [m[1] for s in story.sentences if s[:30] not in text and (m := re.search(ending, s))]
    tails = [t for t in tails if len(stem_words(t) - stem_words(text)) >= 2]
    if not tails or QUOTES.search(text) or text[-1] != ".":
        return None
    tail = chance.choice(tails)
    return f"{text[:-1]}{',' if tail.startswith('while') else ''} {tail}."


def _add_detail(text: str, story: Story, chance: random.Random) -> str | None:
    """An invented manner, reason, place or time, or a word before a noun."""
    ways: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (r"(?<=[a-z] )(?:" + TRANSITIVE + r")(?= )",
         lambda m: f"{chance.choice(ADVERBS)} {m[0]}"),
        (r"(?<=[a-z])\.$", lambda m: f" {chance.choice(PHRASES)}."),
        (r"\b([Tt]he|[Ii]ts|[Hh]is|[Tt]heir) (?=[a-z]{5,}(?<!ed)(?<!ly)(?<!st) "
         r"(?:of|in|was|were|is|has|to|for)\b)",
         lambda m: f"{m[1]} {chance.choice(EPITHETS)} "),
    ]  # fmt: skip
    chance.shuffle(ways)
    return next((new for way in ways if (new := substitute_match(*way, text, chance))), None)


ADDITIONS: Changes = {
    "certain": (_drop_doubt, 2), "opinion as fact": (_tell_opinion, 6),
    "clause added": (_add_clause, 1.5), "detail added": (_add_detail, 1),
}  # fmt: skip
