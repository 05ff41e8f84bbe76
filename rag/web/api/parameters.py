"""What a program sends, read as a question and its limits; nothing of it is taken on trust.

Each raises UsageError, with what would be right, for a value that cannot be used.
"""

from datetime import date
from unicodedata import category

from rag.errors import UsageError
from rag.types import Window
from rag.web.conversation import LONGEST_QUESTION

LONGEST_NAME = 2000  # characters, of an article's id, an outlet or a model
MOST_NAMES = 100  # outlets in one request
UNWRITTEN = {"Cc", "Cs"}  # control characters and halves of characters: no text has them


def read_question(value: object) -> str:
    """The question on one line, free of control characters."""
    if not isinstance(value, str):
        raise UsageError("The question must be text.")
    if len(value) > LONGEST_QUESTION:
        raise UsageError(f"A question may have {LONGEST_QUESTION:,} characters, not more.")
    written = "".join(" " if category(one) in UNWRITTEN else one for one in value)
    question = " ".join(written.split())
    if not question:
        raise UsageError("Write a question first.")
    return question


def read_name(value: object, what: str) -> str:
    """One name as it is, "" included; `what` calls it in a message: "the model"."""
    if not isinstance(value, str):
        raise UsageError(f"Give {what} as text.")
    if len(value) > LONGEST_NAME or any(category(one) in UNWRITTEN for one in value):
        raise UsageError(
            f"Give {what} as it is listed: this is too long or has control characters."
        )
    return value


def read_names(value: object) -> tuple[str, ...]:
    """Outlets; None and an empty list mean all of them."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > MOST_NAMES:
        raise UsageError(f"Give the outlets as a list of names, {MOST_NAMES} at most.")
    return tuple(read_name(one, "each outlet") for one in value)


def read_count(value: object, name: str, *, most: int) -> int:
    """How many are wanted, 1 or more; more than `most` count as `most`. `name` as `read_day`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UsageError(f"{name} is a whole number from 1 to {most}.")
    return min(value, most)


def read_day(value: object, name: str) -> date | None:
    """A day as 2026-05-03; None where it was left out. `name` is the argument's."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass  # the same message as for everything else that is no day
    raise UsageError(f"{name} is not a day: write it as 2026-05-03.")


def read_window(first: object, last: object) -> Window | None:
    """The days that `from_date` and `to_date` span, either of which may be open."""
    start, end = read_day(first, "from_date"), read_day(last, "to_date")
    if start is None and end is None:
        return None
    if start and end and end < start:
        raise UsageError("from_date is after to_date: exchange them.")
    words = [f"from {start}" if start else "", f"to {end}" if end else ""]
    return Window(start, end, " ".join(filter(None, words)))
