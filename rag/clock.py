"""The clock of this machine, read by the outermost calls only; everything else is told the time."""

from datetime import date, datetime


def clock_day() -> date:
    """Today, in this machine's time zone."""
    return clock_moment().date()


def clock_moment() -> datetime:
    """Now, with this machine's time zone."""
    return datetime.now().astimezone()
