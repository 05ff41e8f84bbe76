"""Months and weekdays by their English names, whole and short; every pattern is made of these."""

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_MONTHS = tuple(name[:3] for name in MONTH_NAMES)
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAY_NAMES)
ABBREVIATED_MONTHS = ("Sept", *(name for name in SHORT_MONTHS if name != "May"))  # "Jan."

# Lower case, as `rag.text.tokens.fold` leaves a word -> its number, January 1 and Monday 0.
MONTHS = {name.lower(): n for n, name in enumerate(MONTH_NAMES, 1)}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {name.lower(): n for n, name in enumerate(WEEKDAY_NAMES)}
WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
AMBIGUOUS_DATES = frozenset({"mar", "jun", "jan", "sat", "sun"})  # people and words, but for "Jan."


def is_date_word(low: str) -> bool:
    """Whether a folded word names a month or a weekday and hardly anything else."""
    return low not in AMBIGUOUS_DATES and (low in WEEKDAYS or low in MONTHS)
