"""An export as JSON, whole: all that is known of each answer."""

import json
import re
from typing import Any

from rag.export.records import Export, make_record
from rag.types import Answer

# What JSON may hold as it is, but what an editor would hide, turn round or could not save.
_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def write_json(export: Export) -> str:
    """Each answer as `Answer.to_dict` has it, with its model, its reasons and the hashes."""
    answers = [
        _make_answer_object(str(place), answer)
        for place, answer in enumerate(export.answers, start=1)
    ]
    return dump_json(export.make_heading(len(export.list_records())) | {"answers": answers})


def dump_json(values: Any) -> str:
    """Indented JSON in which nothing is hidden."""
    text = json.dumps(values, ensure_ascii=False, indent=2)
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _make_answer_object(place: str, answer: Answer) -> dict[str, Any]:
    values = answer.to_dict() | {
        "model": answer.model,
        "complete": answer.complete,
        "broken_off": answer.broken_off,
        "citations": [
            cited.to_dict() | make_record(place, cited).to_dict() for cited in answer.citations
        ],
        "timings": dict(answer.timings),
    }
    if answer.instead:
        values["instead"] = _make_answer_object(f"{place}-instead", answer.instead)
    return values
