"""One fact of a true sentence changed by script: what a check must not call supported."""

import re
from collections.abc import Mapping, Sequence

from tests.benchmarks.judging.sentences import DAYS, MONTHS, PERSON, SAYING, Change, Place

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_BEING = "is|are|was|were|will|would|can|could|has|have|had|should|may|might|did"
_AUXILIARY = re.compile(rf"(?<=[a-z] )(?:{_BEING})(?= [a-z])")
_DENIED = re.compile(r"\b(?:not|no|never)\b|n['’]t\b")
_MONTH = r"(?<=[a-z] )(?:" + "|".join(MONTHS) + r")\b(?=[ ,.]\d|[,.])"
_DATE = re.compile(rf"{_MONTH}|\b(?:19|20)\d\d\b")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(DAYS)})\b")
_COUNT = re.compile(
    r"(?<!^)(?<![\w.,$£€-])\d{1,3}(?:,\d{3})*(?![\w,%-]|\.\d| ?(?:per ?cent|[mb]illion))"
)
_PERCENT = re.compile(r"\b\d+(?:\.\d+)?(?=%| per ?cent\b)")
_MONEY = re.compile(r"(?<=[$£€])\d+(?:[.,]\d+)*")
_SPOKEN = re.compile(rf"\b({PERSON}|[A-Z][a-z]+)(?= {SAYING}\b)|(?<=\bsaid )({PERSON})")
_TITLES = ["President", "Senator", "Governor", "Prime Minister", "Chancellor", "Justice", "Mayor",
           "Professor", "Captain", "Secretary", "Prince", "Judge"]  # fmt: skip
_TITLE = re.compile(rf"\b(?:{'|'.join(_TITLES)})(?= [A-Z][a-z]+)")
_ROLES = ["president", "chairman", "director", "chief executive", "spokesman", "spokeswoman",
          "manager", "captain", "coach", "founder", "editor", "analyst", "lawyer"]  # fmt: skip
_ROLE = re.compile(rf"(?<=[a-z] )(?:{'|'.join(_ROLES)})(?= (?:of|at|for)\b)")
_QUANTIFIER = re.compile(r"\b(?:[Ss]ome|[Mm]ost|[Mm]any) of (?=[a-z])")
_HEDGE = re.compile(r"(?<=[a-z] )(?:could|may|might)(?= [a-z])")
_SEQUENCE = re.compile(r"(?<=[a-z] )after (?=(?:a|an|the) [a-z])")
_UNITS = {
    "days": "weeks", "weeks": "months", "months": "years", "years": "months", "hours": "days",
    "minutes": "hours", "miles": "metres", "feet": "miles", "kilometres": "miles",
    "kilometers": "miles", "pounds": "tonnes",
}  # fmt: skip
_SIZES = {"hundred": "thousand", "thousand": "million", "million": "billion", "billion": "million"}
_COMPARISONS = {
    "more than": "less than", "less than": "more than", "at least": "at most",
    "fewer than": "more than", "up to": "at least", "nearly": "more than", "almost": "more than",
    "over": "under", "higher than": "lower than", "lower than": "higher than",
}  # fmt: skip
_DIRECTIONS = {
    "rose": "fell", "fell": "rose", "increased": "decreased", "decreased": "increased",
    "increase": "decrease", "decline": "rise", "won": "lost", "lost": "won", "before": "after",
}  # fmt: skip


def _exchanged(place: Place, spots: re.Pattern[str], others: Sequence[str]) -> str | None:
    """One of the spots put another way, with one of `others`."""
    found = list(spots.finditer(place.text))
    if not found:
        return None
    spot = place.chance.choice(found)
    fresh = place.chance.choice([word for word in others if word != spot[0]])
    return place.text[: spot.start()] + fresh + place.text[spot.end() :]


def _turned(
    place: Place, pairs: Mapping[str, str], before: str = "", after: str = ""
) -> str | None:
    """One of the words of `pairs` put as its other; they stand between `before` and `after`."""
    found = list(re.finditer(rf"{before}\b({'|'.join(pairs)})\b{after}", place.text))
    if not found:
        return None
    spot = place.chance.choice(found)
    return place.text[: spot.start(1)] + pairs[spot[1]] + place.text[spot.end(1) :]


def _counted(place: Place, spots: re.Pattern[str]) -> str | None:
    """One of the numbers made larger by a little or a lot."""
    found = list(spots.finditer(place.text))
    if not found:
        return None
    spot = place.chance.choice(found)
    value = float(spot[0].replace(",", ""))
    more = place.chance.choice([1, 2, 3, 7, 10, 50, value + 1])
    decimals = len(spot[0].partition(".")[2])
    return place.text[: spot.start()] + f"{value + more:,.{decimals}f}" + place.text[spot.end() :]


def number(place: Place) -> str | None:
    """A count in digits, larger by 1, 2, 3, 7, 10, 50 or by more than itself."""
    return _counted(place, _COUNT)


def percentage(place: Place) -> str | None:
    """A percentage, larger as a number is."""
    return _counted(place, _PERCENT)


def money(place: Place) -> str | None:
    """A sum behind a currency sign, larger as a number is."""
    return _counted(place, _MONEY)


def magnitude(place: Place) -> str | None:
    """Puts "million" for "billion" behind a number, and the like."""
    return _turned(place, _SIZES, r"\d[\d.,]* ")


def unit(place: Place) -> str | None:
    """Puts "weeks" for "days" behind a number, and the like."""
    return _turned(place, _UNITS, r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)) ")


def date(place: Place) -> str | None:
    """Another month, or a year up to three away."""
    found = list(_DATE.finditer(place.text))
    if not found:
        return None
    spot = place.chance.choice(found)
    if spot[0].isdigit():
        fresh = str(int(spot[0]) + place.chance.choice([-3, -2, -1, 1, 2]))
    else:
        fresh = place.chance.choice([month for month in MONTHS if month != spot[0]])
    return place.text[: spot.start()] + fresh + place.text[spot.end() :]


def weekday(place: Place) -> str | None:
    """Another day of the week."""
    return _exchanged(place, _WEEKDAY, DAYS)


def name(place: Place) -> str | None:
    """Someone who speaks in any of the articles, for a name of two words or more."""
    found = [m for m in _NAME.finditer(place.text) if not set(m[0].split()) & set(MONTHS + DAYS)]
    if not found:
        return None
    spot, fresh = place.chance.choice(found), place.chance.choice(place.names)
    if set(fresh.split()) & set(re.findall(r"\w+", place.text)):
        return None
    return place.text[: spot.start()] + fresh + place.text[spot.end() :]


def speaker(place: Place) -> str | None:
    """Another speaker of the same article before "said": in full for a full name, else by surname.

    The other must not stand in the sentence already, nor share a name with the one replaced.
    """
    spot = _SPOKEN.search(place.text)
    known = {part for name in place.article.speakers for part in name.split()}
    if spot is None or not set(spot[0].split()) & known:
        return None
    words = set(re.findall(r"\w+", place.text.lower()))
    others = [n for n in place.article.speakers if not words & set(n.lower().split())]
    kin = {n for name in place.article.speakers if set(spot[0].split()) & set(name.split())
           for n in name.split()}  # fmt: skip
    others = [name for name in others if not kin & set(name.split())]
    if not others:
        return None
    fresh = place.chance.choice(others)
    fresh = fresh if " " in spot[0] else fresh.split()[-1]
    return place.text[: spot.start()] + fresh + place.text[spot.end() :]


def title(place: Place) -> str | None:
    """Another title before a name: "Senator" for "President"."""
    return _exchanged(place, _TITLE, _TITLES)


def role(place: Place) -> str | None:
    """Another role before "of", "at" or "for": "chairman" for "founder"."""
    return _exchanged(place, _ROLE, _ROLES)


def denied(place: Place) -> str | None:
    """Puts "not" put behind a verb of a sentence that denies nothing."""
    if _DENIED.search(place.text):
        return None
    found = list(_AUXILIARY.finditer(place.text))
    if not found:
        return None
    spot = place.chance.choice(found)
    return place.text[: spot.end()] + " not" + place.text[spot.end() :]


def undenied(place: Place) -> str | None:
    """The "not" behind a verb taken away, where it is the only denial of the sentence."""
    if len(_DENIED.findall(place.text)) != 1 or "not only" in place.text:
        return None
    pattern = rf"\b({_BEING}) not (?=[a-z])|\b({_BEING.replace('can|', '')})n['’]t (?=[a-z])"
    text = re.sub(pattern, lambda m: f"{m[1] or m[2]} ", place.text, count=1)
    return None if text == place.text else text


def comparison(place: Place) -> str | None:
    """Puts "less than" for "more than" before a number, and the like."""
    return _turned(place, _COMPARISONS, after=r" [$£€]?\d")


def direction(place: Place) -> str | None:
    """Puts "fell" for "rose", "lost" for "won", "after" for "before"."""
    return _turned(place, _DIRECTIONS, "(?<=[a-z] )")


def hedge(place: Place) -> str | None:
    """Puts "will" for "could", "may" or "might": a possibility told as a fact."""
    return _exchanged(place, _HEDGE, ["will"])


def quantifier(place: Place) -> str | None:
    """Puts "all of" for "some of", "most of" or "many of"."""
    if re.search(r"\ball\b", place.text, re.IGNORECASE):
        return None
    spot = _QUANTIFIER.search(place.text)
    fresh = "All of " if spot and spot[0][0].isupper() else "all of "
    return _QUANTIFIER.sub(fresh, place.text, count=1) if spot else None


def cause(place: Place) -> str | None:
    """Puts "because of the" for "after the": what came first told as the cause."""
    if re.search(r"\b(?:because|due to|caused?|led to)\b", place.text):
        return None
    return _exchanged(place, _SEQUENCE, ["because of "])


ALTERED: dict[str, Change] = {
    "number": number, "percentage": percentage, "money": money, "magnitude": magnitude,
    "unit": unit, "date": date, "weekday": weekday, "name": name, "speaker": speaker,
    "title": title, "role": role, "negation added": denied, "negation taken": undenied,
    "comparison": comparison, "direction": direction, "possible as fact": hedge,
    "all for some": quantifier, "cause made up": cause,
}  # fmt: skip
