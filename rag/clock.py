"""The clock of this machine, read by the outermost calls only; everything else is told the day."""

from datetime import date, datetime


def clock_day() -> date:
    """Today, in this machine's time zone."""
    return datetime.now().astimezone().date()
