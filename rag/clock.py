"""The clock of this machine, read by the outermost calls only; everything else is told the time."""

from datetime import date, datetime


def read_clock_day() -> date:
    """Today, in this machine's time zone."""
    return read_clock_moment().date()


def read_clock_moment() -> datetime:
    """Now, with this machine's time zone."""
    return datetime.now().astimezone()
