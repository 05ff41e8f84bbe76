"""Figures pinned in a file, below which a change must not go.

The file is a JSON list of floors, each with the data that it was measured on: {"data": {…},
"figures": {"hits@1": {"value": 0.9, "n": 40}, …}}. Figures measured on other data are never
compared. To lower a floor on purpose, take it out of the file by hand and measure again.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import BelowFloor, UsageError

DIGITS = 4  # figures are kept with so many decimals
HALF_A_DIGIT = 0.5 * 10**-DIGITS

Floor = dict[str, Any]  # as in the file


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over `n` questions, 0..1, the higher the better."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Data:
    """What figures were measured on; the same data gives the same figures, but for rounding."""

    questions: str  # sha256 of their file
    asked: str  # ISO 8601: the day of questions that do not state theirs; "": all do
    articles: str  # sha256 of what `rag.evaluation.evaluate.hash_articles` reads
    model: str  # fingerprint of the embedding model
    passages: int  # looked at for each ranking


def check(path: Path, figures: Mapping[str, Figure], data: Data) -> None:
    """Hold the figures against the floor measured on the same data.

    A figure may be lower by one question's worth (1 / n): processors round vectors differently.
    Raises BelowFloor, which lists those that are lower, and UsageError where the file has no floor
    for this data.
    """
    pinned = _read_figures(_find_floor(data, path), path)
    if lower := [
        name for name, one in pinned.items() if _is_lower(figures.get(name), one, 1 / one.n)
    ]:
        raise BelowFloor(f"Below the floor in {path}: {_list_lower(lower, figures, pinned)}.")


def update(path: Path, figures: Mapping[str, Figure], data: Data) -> None:
    """Pin the figures as the floor for their data; the file is replaced in one step or not at all.

    Raises BelowFloor, which lists them, where any would be lower than it is, and writes nothing.
    """
    floors = _read_floors(path) if path.exists() else []
    now = {name: Figure(round(one.value, DIGITS), one.n) for name, one in figures.items()}
    for floor in floors:
        if floor.get("data") == asdict(data):
            pinned = _read_figures(floor, path)
            if lower := [
                name for name, one in pinned.items() if _is_lower(now.get(name), one, 0.0)
            ]:
                raise BelowFloor(
                    f"The floor in {path} is not lowered: {_list_lower(lower, now, pinned)}. "
                    "To lower it on purpose, take this data's floor out of the file by hand."
                )
    kept = [floor for floor in floors if floor.get("data") != asdict(data)]
    pins = {name: asdict(figure) for name, figure in now.items()}
    _write_floors(path, [*kept, {"data": asdict(data), "figures": pins}])


def _read_floors(path: Path) -> list[Floor]:
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"The floor {path} cannot be read: {error.strerror}. --update-floor makes one."
        ) from error
    except ValueError as error:
        raise UsageError(f"The floor {path} is not JSON: {error}.") from error
    if not isinstance(floors, list) or not all(isinstance(floor, dict) for floor in floors):
        raise UsageError(f"The floor {path} is not a list of floors as --update-floor writes it.")
    return floors


def _find_floor(data: Data, path: Path) -> Floor:
    """The floor of this data. Raises UsageError, saying what differs from the nearest there is."""
    wanted = asdict(data)
    floors = [floor for floor in _read_floors(path) if isinstance(floor.get("data"), dict)]
    unlike = {
        n: [name for name, value in wanted.items() if floor["data"].get(name) != value]
        for n, floor in enumerate(floors)
    }
    for n, names in unlike.items():
        if not names:
            return floors[n]
    nearest = min(unlike.values(), key=len, default=list(wanted))
    raise UsageError(
        f"{path} has no floor for this data: the floor was measured on other "
        f"{_join_names(nearest)}. --update-floor adds one for this data."
    )


def _read_figures(floor: Floor, path: Path) -> Mapping[str, Figure]:
    try:
        figures = {
            str(name): Figure(float(one["value"]), int(one["n"]))
            for name, one in floor["figures"].items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"The floor {path} is damaged: a figure has no value or n.") from error
    if not all(figure.n > 0 for figure in figures.values()):
        raise UsageError(f"The floor {path} is damaged: a figure was measured on no question.")
    return figures


def _is_lower(now: Figure | None, floor: Figure, tolerance: float) -> bool:
    return now is None or now.value < floor.value - tolerance - HALF_A_DIGIT


def _list_lower(
    names: Sequence[str], now: Mapping[str, Figure], floor: Mapping[str, Figure]
) -> str:
    def shown(name: str) -> str:
        return f"{now[name].value:.{DIGITS}f}" if name in now else "not measured"

    return "; ".join(
        f"{name} is {shown(name)}, the floor is {floor[name].value:.{DIGITS}f}" for name in names
    )


def _join_names(names: Sequence[str]) -> str:
    """Names of fields of `Data`, in words."""
    words = {"asked": "days of asking", "passages": "numbers of passages"}
    listed = [words.get(name, name) for name in names]
    return " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1]]))


def _write_floors(path: Path, floors: Sequence[Floor]) -> None:
    """Replace the file in one step. Raises UsageError where its folder cannot be written to."""
    text = json.dumps(floors, indent=2, ensure_ascii=False) + "\n"
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink()
        raise UsageError(f"The floor {path} cannot be written: {error.strerror}.") from error
