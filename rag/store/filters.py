"""Which articles to look at, as values in memory and as SQL."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles to look at; the empty filter is all of them."""

    first: date | None = None
    last: date | None = None
    outlets: tuple[str, ...] = ()
    known: date | None = None  # the last day as well, but undated articles stay

    def __bool__(self) -> bool:
        return bool(self.first or self.last or self.known or self.outlets)

    def to_sql(self) -> tuple[str, list[Any]]:
        """A condition on the table `articles` and its parameters."""
        days = {
            "articles.day >= ?": self.first,
            "articles.day <= ?": self.last,
            "(articles.day IS NULL OR articles.day <= ?)": self.known,
        }
        parts = [part for part, day in days.items() if day]
        ordinals = [day.toordinal() for day in days.values() if day]
        if self.outlets:
            parts.append(f"articles.outlet IN ({', '.join('?' * len(self.outlets))})")
        return " AND ".join(parts) or "1", [*ordinals, *self.outlets]
