"""What comes from outside, held by pydantic against the types that it is for.

Each door keeps its own fields, and a sentence for each of them; what all doors share stands here:
nothing unknown is let in, nothing is turned into something else, and the first fault is told in
words that say what would be right.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, PlainValidator, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator, core_schema

from rag.errors import UsageError
from rag.formatting import read_day

CLOSED = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
OTHER = ""  # the key of the sentence for what has none of its own
OURS = "value_error"  # raised by a check of ours, in words of its own

Day = Annotated[date, PlainValidator(read_day)]
Model = TypeVar("Model", bound=BaseModel)


def read_fields(model: type[Model], values: Any, sentences: Mapping[str, str]) -> Model:
    """`values` as a model. Raises UsageError with the sentence of the first field that is wrong."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise UsageError(explain_fault(error, sentences)) from error


def explain_fault(error: ValidationError, sentences: Mapping[str, str]) -> str:
    """The sentence for the first fault, with its `key`, `value` and `error` put in.

    Unknown fields come first: one that is misspelt is missing elsewhere. Then checks of ours, whose
    own words are taken where the field has no sentence or they tell of something within it.
    """
    faults = error.errors(include_url=False)
    unknown = [one for one in faults if one["type"] == "extra_forbidden" and len(one["loc"]) == 1]
    fault = (unknown or [one for one in faults if one["type"] == OURS] or faults)[0]
    key = str(fault["loc"][0]) if fault["loc"] else fault["type"]
    said = fault.get("ctx", {}).get("error")
    if fault["type"] == OURS and (len(fault["loc"]) > 1 or key not in sentences):
        return f"{said}."
    return sentences.get(key, sentences[OTHER]).format(key=key, value=fault["input"], error=said)


def build_validator(kind: TypeAdapter[Any]) -> SchemaValidator:
    """For JSON of strangers: days are read as everywhere, each list is given up at its first fault.

    Pydantic takes "86400" for a day, and collects a million faults in a megabyte by gigabytes.
    """
    return SchemaValidator(_harden_schema(kind.core_schema))


def _harden_schema(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_harden_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "date":
        return core_schema.no_info_plain_validator_function(read_day)
    early = {"fail_fast": True} if schema.get("type") in {"list", "tuple", "dict"} else {}
    return {name: _harden_schema(one) for name, one in schema.items()} | early
