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

    def __bool__(self) -> bool:
        return bool(self.first or self.last or self.outlets)

    def to_sql(self) -> tuple[str, list[Any]]:
        """A condition on the table `articles` and its parameters."""
        parts: list[str] = []
        values: list[Any] = []
        if self.first:
            parts.append("articles.day >= ?")
            values.append(self.first.toordinal())
        if self.last:
            parts.append("articles.day <= ?")
            values.append(self.last.toordinal())
        if self.outlets:
            parts.append(f"articles.outlet IN ({', '.join('?' * len(self.outlets))})")
            values.extend(self.outlets)
        return " AND ".join(parts) or "1", values
