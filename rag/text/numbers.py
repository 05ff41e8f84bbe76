"""Reads numbers, money, shares and dates out of a sentence: tokens -> quantities.

"1.2 million", "1,200,000", "1.2m" are one value; "twenty" is 20; "more than 100" keeps its bound.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.text.calendar import MONTHS, WEEKDAYS
from rag.text.lexicon import collect_words
from rag.text.quantities import Bound, Quantity
from rag.text.tokens import Token

# Month and weekday words that are other words, too, where nothing beside them says "date".
_AMBIGUOUS = collect_words("may march mar jun jan dec sep mon wed fri thu")
_BEFORE_MONTH = collect_words("in of last next since until by early late mid this from and to")
_WEEKEND = {"sat": 5, "sun": 6}  # days only with their stop: else verbs and newspapers
_TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES = "zero one two three four five six seven eight nine ten " + _TEENS
UNITS = {word: n for n, word in enumerate(_ONES.split(" "))}
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * n for n, word in enumerate(_TENS_WORDS.split(" "), 2)}
_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINALS = {word: n for n, word in enumerate(_NTH.split(" "), 1)}
_MAGNITUDES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_CURRENCIES = {
    "$": "$", "dollar": "$", "dollars": "$", "usd": "$", "£": "£", "pound": "£", "pounds": "£",
    "gbp": "£", "€": "€", "euro": "€", "euros": "€", "eur": "€", "¥": "¥", "yen": "¥",
}  # fmt: skip
_MEASURES = {
    word: unit
    for unit, forms in {
        "second": "seconds", "minute": "minutes min mins", "hour": "hours hr hrs", "day": "days",
        "week": "weeks", "month": "months", "year": "years yr yrs", "mile": "miles",
        "km": "kilometre kilometres kilometer kilometers", "metre": "metres meter meters",
        "foot": "feet ft", "kg": "kilogram kilograms kilo kilos", "tonne": "tonnes ton tons",
        "litre": "litres liter liters", "mph": "", "kph": "", "acre": "acres", "inch": "inches",
        "hectare": "hectares", "cm": "centimetre centimetres",
    }.items()
    for word in (unit, *forms.split())
}  # fmt: skip
_BOUNDS: tuple[tuple[str, Bound], ...] = (
    ("more than", "over"), ("over", "over"), ("above", "over"), ("exceeding", "over"),
    ("upwards of", "over"), ("in excess of", "over"), ("greater than", "over"),
    ("less than", "under"), ("fewer than", "under"), ("under", "under"), ("below", "under"),
    ("at least", "least"), ("no fewer than", "least"), ("no less than", "least"),
    ("a minimum of", "least"), ("at most", "most"), ("up to", "most"), ("no more than", "most"),
    ("as many as", "most"), ("nearly", "nearly"), ("almost", "nearly"), ("close to", "nearly"),
    ("just under", "nearly"), ("about", "about"), ("around", "about"), ("roughly", "about"),
    ("approximately", "about"), ("some", "about"), ("an estimated", "about"), ("circa", "about"),
)  # fmt: skip
_BOUND_WORDS = sorted(((tuple(p.split()), b) for p, b in _BOUNDS), key=lambda row: -len(row[0]))
_NUMERAL = re.compile(r"([\d,]+(?:\.\d+)?)([a-z]*)")


def read_quantities(marks: Sequence[Token]) -> tuple[Quantity, ...]:
    """All values in the order of the sentence."""
    found: list[Quantity] = []
    at = 0
    while at < len(marks):
        value = _read_date(marks, at) or _read_number(marks, at)
        if value is None:
            at += 1
        else:
            found.append(value)
            if value.kind == "day" and value.first == value.last:  # 2024-05-03
                found.append(replace(value, kind="year", value=float(value.text[:4])))
            at = value.last + 1
    return tuple(found)


def _get_low(marks: Sequence[Token], at: int) -> str:
    return marks[at].low if 0 <= at < len(marks) else ""


def _is_shortened(mark: Token) -> bool:
    """Whether it is written as "Sun." or "Jan.", which are no other words."""
    return mark.text[0].isupper() and mark.text.endswith(".")


def _read_month(marks: Sequence[Token], at: int) -> int | None:
    """The month named at `at`; "may" and "march" must look like months."""
    low = _get_low(marks, at)
    if low not in MONTHS:
        return None
    if low in _AMBIGUOUS and not _is_shortened(marks[at]):
        beside = _get_low(marks, at - 1)[:1].isdigit() or _get_low(marks, at + 1)[:1].isdigit()
        before = _get_low(marks, at - 1) in _BEFORE_MONTH
        if not (beside or (before and marks[at].text[0].isupper())):
            return None
    return MONTHS[low]


def _read_date(marks: Sequence[Token], at: int) -> Quantity | None:
    low, text = marks[at].low, marks[at].text
    if iso := re.fullmatch(r"\d{4}-(\d\d)-(\d\d)", low):
        return Quantity("day", 100 * int(iso[1]) + int(iso[2]), text, at, at)
    if clock := re.fullmatch(r"(\d{1,2}):(\d\d)", low):
        afternoon = 12 if _get_low(marks, at + 1) == "pm" and int(clock[1]) < 12 else 0
        return Quantity("time", 60 * (int(clock[1]) + afternoon) + int(clock[2]), text, at, at)
    day = _WEEKEND.get(low) if _is_shortened(marks[at]) else None
    if low in WEEKDAYS and (low not in _AMBIGUOUS or text[0].isupper()):
        day = WEEKDAYS[low]
    if day is not None:
        return Quantity("weekday", day, text, at, at)
    return _read_day(marks, at) or _read_month_or_day(marks, at)


def _read_day(marks: Sequence[Token], at: int) -> Quantity | None:
    """Reads "3 May" and "3rd of May"."""
    month_at = at + 2 if _get_low(marks, at + 1) == "of" else at + 1
    day, month = _parse_day_number(marks[at].low), _read_month(marks, month_at)
    if not day or not month:
        return None
    text = f"{marks[at].text} {marks[month_at].text}"
    return Quantity("day", 100 * month + day, text, at, month_at)


def _read_month_or_day(marks: Sequence[Token], at: int) -> Quantity | None:
    """Reads "May 3", "Sept. 3" and "May"."""
    month = _read_month(marks, at)
    if not month:
        return None
    day_at = at + 2 if _get_low(marks, at + 1) == "." else at + 1
    if day := _parse_day_number(_get_low(marks, day_at)):
        text = f"{marks[at].text} {marks[day_at].text}"
        return Quantity("day", 100 * month + day, text, at, day_at)
    return Quantity("month", month, marks[at].text, at, at)


def _parse_day_number(low: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", low)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def _read_number(marks: Sequence[Token], at: int) -> Quantity | None:
    """The number that begins at `at`, with its currency, magnitude, unit and bound."""
    first = at
    currency = _CURRENCIES.get(marks[at].low, "") if not marks[at].is_word else ""
    if currency:
        at += 1
    read = _read_digits(marks, at) or (None if currency else _read_spelled_number(marks, at))
    if read is None:
        return None
    read = replace(read, first=first)
    if read.kind != "number":
        return read
    read = _attach_unit(_apply_magnitude(read, marks), marks, currency)
    text = " ".join(mark.text for mark in marks[read.first : read.last + 1])
    text = re.sub(r"([$£€¥]) ", r"\1", text).replace(" %", "%").replace(" - ", "-")
    return replace(read, text=text, bound=_read_bound(marks, first))


def _read_digits(marks: Sequence[Token], at: int) -> Quantity | None:
    match = _NUMERAL.fullmatch(_get_low(marks, at))
    if not match or not match[1][0].isdigit():
        return None
    digits, suffix = match[1].replace(",", ""), match[2]
    value = float(digits)
    text = marks[at].text
    if suffix in {"st", "nd", "rd", "th"}:
        return Quantity("ordinal", value, text, at, at)
    if suffix == "s" and len(digits) == 4:
        return Quantity("year", value, text, at, at, step=10)
    plain = len(match[1]) == 4 and "." not in digits and not suffix and 1500 <= value <= 2100
    paid = _get_low(marks, at - 1) in {"$", "£", "€", "¥"}
    if plain and not paid and _get_low(marks, at + 1) not in _MAGNITUDES:
        return Quantity("year", value, text, at, at)
    decimals = len(digits.partition(".")[2])
    step = 10.0**-decimals if decimals else 0.0
    scale, unit = _MAGNITUDES.get(suffix, 1.0), _MEASURES.get(suffix, "")
    if scale > 1:
        step = (step or 1.0) * scale
    return Quantity("number", value * scale, text, at, at, unit=unit, step=step)


def _read_spelled_number(marks: Sequence[Token], at: int) -> Quantity | None:
    """Reads "twenty", "twenty-five", "two hundred and six", "a dozen", "half a million"."""
    low = _get_low(marks, at)
    if low in ORDINALS:
        return Quantity("ordinal", ORDINALS[low], marks[at].text, at, at, spelled=True)
    if low in {"a", "an"} and _get_low(marks, at + 1) in _MAGNITUDES:
        scale = _MAGNITUDES[_get_low(marks, at + 1)]
        return Quantity("number", scale, marks[at].text, at, at + 1, spelled=True)
    if low == "half" and _get_low(marks, at + 1) == "a" and _get_low(marks, at + 2) in _MAGNITUDES:
        scale = _MAGNITUDES[_get_low(marks, at + 2)]
        return Quantity("number", scale / 2, low, at, at + 2, spelled=True)
    return _read_cardinal(marks, at)


def _read_cardinal(marks: Sequence[Token], at: int) -> Quantity | None:
    total, value, last = 0.0, 0.0, -1
    here = at
    while True:
        low = _get_low(marks, here)
        if low in UNITS and not (last >= 0 and value % 10):
            value += UNITS[low]
        elif low in _TENS and not value % 100:
            value += _TENS[low]
        elif low == "hundred" and last >= 0 and value < 100:
            value *= 100
        elif low in {"thousand", "million", "billion"} and last >= 0:
            total, value = total + value * _MAGNITUDES[low], 0.0
        elif low == "dozen" and last >= 0:
            value *= 12
        elif not (last == here - 1 and low in {"-", "and"} and _continues(marks, here, value)):
            break
        if low not in {"-", "and"}:
            last = here
        here += 1
    if last < 0:
        return None
    return Quantity("number", total + value, marks[at].text, at, last, spelled=True)


def _continues(marks: Sequence[Token], at: int, value: float) -> bool:
    """Whether the number goes on after a hyphen or an "and" at `at`."""
    after = _get_low(marks, at + 1)
    if marks[at].low == "-":
        return after in UNITS and value >= 20 and value % 10 == 0
    return (after in UNITS or after in _TENS) and value >= 100


def _apply_magnitude(read: Quantity, marks: Sequence[Token]) -> Quantity:
    after = _get_low(marks, read.last + 1)
    if after not in _MAGNITUDES or len(after) == 1 or read.spelled:
        return read
    scale = _MAGNITUDES[after]
    step = (read.step or 1.0) * scale
    return replace(read, value=read.value * scale, step=step, last=read.last + 1)


def _attach_unit(read: Quantity, marks: Sequence[Token], currency: str) -> Quantity:
    last = read.last
    after, then = _get_low(marks, last + 1), _get_low(marks, last + 2)
    if currency:
        return replace(read, kind="money", unit=currency)
    if after in {"%", "percent", "pc"}:
        return replace(read, kind="percent", last=last + 1)
    if after in {"per", "percentage"} and then in {"cent", "point", "points"}:
        unit = "" if then == "cent" else "points"
        return replace(read, kind="percent", unit=unit, last=last + 2)
    if after in _CURRENCIES:
        return replace(read, kind="money", unit=_CURRENCIES[after], last=last + 1)
    steps, measure = (2, then) if after == "-" else (1, after)
    if measure in _MEASURES:
        return replace(read, unit=_MEASURES[measure], last=last + steps)
    return read


def _read_bound(marks: Sequence[Token], first: int) -> Bound:
    for words, bound in _BOUND_WORDS:
        start = first - len(words)
        if start >= 0 and all(marks[start + n].low == word for n, word in enumerate(words)):
            return bound
    if _get_low(marks, first - 1) == "a" and _get_low(marks, first - 2) == "about":
        return "about"
    return ""
