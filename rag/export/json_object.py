"""An export as JSON, whole: read back, it gives the same answers, from which others are made."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from rag.errors import UsageError
from rag.export.records import MARK, VERSION, Export, fingerprint, record_of
from rag.types import Answer, Citation, Claim, Mode, Support, Window

# What JSON may hold as it is, but what an editor would hide, turn round or could not save.
_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def as_json(export: Export) -> str:
    """Each answer as `Answer.to_dict` has it, with its model, its reasons and the hashes."""
    answers = [_object(str(place), answer) for place, answer in enumerate(export.answers, start=1)]
    return written(export.heading(len(export.records())) | {"answers": answers})


def written(values: Any) -> str:
    """Indented JSON in which nothing is hidden."""
    text = json.dumps(values, ensure_ascii=False, indent=2)
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def export_from_json(text: str) -> Export:
    """What `as_json` was given. Raises UsageError for anything else, and for altered citations."""
    try:
        values = json.loads(text)
        if values[MARK] != VERSION:
            raise ValueError(f"its version is {values[MARK]!r}")
        answers = tuple(_answer(one) for one in values["answers"])
        return Export(answers, date.fromisoformat(values["asked"]), _text(values, "archive"))
    except (
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        OverflowError,
        RecursionError,
    ) as error:
        raise UsageError(
            f"This is not a whole JSON export of Clippings ({error!s:.200}). Export it again."
        ) from error


def _object(place: str, answer: Answer) -> dict[str, Any]:
    values = answer.to_dict() | {
        "model": answer.model,
        "complete": answer.complete,
        "broken_off": answer.broken_off,
        "claims": [claim.to_dict() | {"reason": claim.reason} for claim in answer.claims],
        "citations": [
            cited.to_dict() | record_of(place, cited).to_dict() for cited in answer.citations
        ],
        "timings": dict(answer.timings),
    }
    if answer.instead:
        values["instead"] = _object(f"{place}-instead", answer.instead)
    return values


def _answer(values: Mapping[str, Any], *, beside: bool = False) -> Answer:
    """An answer; `beside` another, in place of what broke off, there is no third."""
    instead = values.get("instead")
    if instead and beside:
        raise ValueError("source sentences are broken off")
    window = values["window"]
    return Answer(
        question=_text(values, "question"),
        asked_as=_text(values, "asked_as"),
        mode=_one_of(values["mode"], get_args(Mode)),
        text=_text(values, "text"),
        claims=tuple(_claim(one) for one in values["claims"]),
        citations=tuple(_citation(one) for one in values["citations"]),
        window=_window(window) if window else None,
        warnings=_texts(values["warnings"]),
        timings={str(stage): float(seconds) for stage, seconds in values["timings"].items()},
        model=_text(values, "model") if values["model"] is not None else None,
        complete=bool(values["complete"]),
        broken_off=bool(values["broken_off"]),
        instead=_answer(instead, beside=True) if instead else None,
    )


def _claim(values: Mapping[str, Any]) -> Claim:
    return Claim(
        text=_text(values, "text"),
        support=_one_of(values["support"], get_args(Support)),
        citations=tuple(_whole(n) for n in values["citations"]),
        reason=_text(values, "reason"),
    )


def _citation(values: Mapping[str, Any]) -> Citation:
    """A citation whose hash fits it: made anew, an altered sentence would be given a true one."""
    published = _text(values, "published") if values["published"] is not None else None
    date.fromisoformat((published or "2000-01-01")[:10])
    cited = Citation(
        n=_whole(values["n"]),
        article_id=_text(values, "article_id"),
        title=_text(values, "title"),
        outlet=_text(values, "outlet"),
        authors=_texts(values["authors"]),
        url=_text(values, "url"),
        published=published,
        sentence=_text(values, "sentence"),
        start=_whole(values["start"]),
        end=_whole(values["end"]),
    )
    if values["sha256"] != fingerprint(cited.sentence):
        raise ValueError(f"sentence {cited.n} has been altered")
    return cited


def _window(values: Mapping[str, Any]) -> Window:
    start, end = (
        date.fromisoformat(values[name]) if values[name] else None for name in ("from", "to")
    )
    return Window(start, end, _text(values, "why"))


def _text(values: Mapping[str, Any], name: str) -> str:
    if not isinstance(value := values[name], str):
        raise TypeError(f"{name} is no text")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("a list of texts is missing")
    return tuple(values)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("a number is missing")
    return value


def _one_of(value: Any, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
    return value
