"""An exported JSON file, read back whole: the answers that it was made of."""

import json
from datetime import date
from typing import Any

from rag.export.records import Export
from rag.types import (
    Answer,
    Citation,
    CitedArticle,
    Claim,
    Correction,
    Gloss,
    Sentence,
    StatedFigure,
    Superseded,
    Window,
)


def read_export(text: str) -> Export:
    values = json.loads(text)
    answers = tuple(_read_answer(one) for one in values["answers"])
    return Export(answers, date.fromisoformat(values["asked"]), values["archive"])


def _read_claim(values: dict[str, Any]) -> Claim:
    correction = values.get("correction")
    return Claim(
        **values
        | {"citations": tuple(values["citations"])}
        | {"correction": Correction(**correction) if correction else None}
    )


def _read_answer(values: dict[str, Any]) -> Answer:
    """The answer that an object of the JSON export tells of."""
    window = values["window"]
    start, end = (
        window and window[name] and date.fromisoformat(window[name]) for name in ("from", "to")
    )
    return Answer(
        **{name: values[name] for name in ("question", "asked_as", "mode", "text", "timings")},
        **{name: values[name] for name in ("model", "complete", "broken_off", "scope", "best")},
        claims=tuple(map(_read_claim, values["claims"])),
        citations=tuple(
            Citation(
                **{name: one[name] for name in Citation.__slots__}
                | {"authors": tuple(one["authors"])}
            )
            for one in values["citations"]
        ),
        window=Window(start, end, window["why"]) if window else None,
        warnings=tuple(values["warnings"]),
        articles=tuple(
            CitedArticle(**{**one, "citations": tuple(one["citations"])})
            for one in values["articles"]
        ),
        glosses=tuple(
            Gloss(**{**one, "shown_by": Sentence(**one["shown_by"])}) for one in values["glosses"]
        ),
        superseded=tuple(Superseded(**one) for one in values["superseded"]),
        figures=tuple(StatedFigure(**one) for one in values["figures"]),
        instead=_read_answer(values["instead"]) if values.get("instead") else None,
    )
