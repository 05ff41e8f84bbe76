"""Settings: defaults < `clippings.toml` < environment (CLIPPINGS_*) < arguments. Frozen once made.

A settings file holds the field names below as keys: `archive = "archive"`, `model = "none"`.
It is looked for as `clippings.toml` in the working folder; where CLIPPINGS_SETTINGS points to a
file, it must be there. Other names of outlets stand in its table `[outlet_aliases]` as
`"NYT" = "The New York Times"`, in the environment as `NYT = The New York Times; FT = …`.
"""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from rag.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    archive: str = "archive"  # folder of the archive
    embedding_model: str = "all-MiniLM-L6-v2"  # or any sentence-transformers name or folder
    reader: str = "small"  # or "none", or the folder of one: it reads questions beside sentences
    reranker: str = ""  # a sentence-transformers CrossEncoder by name or folder; "" for none
    nli_model: str = ""  # likewise one for natural language inference, which reads claims over
    model: str = "qwen3:4b-instruct"  # the Ollama model that writes, or provider:model, or "none"
    ollama_url: str = "http://127.0.0.1:11434"
    num_ctx: int = 8192  # tokens; always sent, since a change reloads the model
    num_predict: int = 700  # tokens an answer may have
    prompt_sentences: int = 12  # source sentences a model is given; each costs reading time
    keep_alive: str = "30m"  # how long a model stays in memory after a question
    answer_deadline: float = 300.0  # seconds for the whole of one generated answer
    allow_cloud_models: bool = False  # models that run elsewhere: articles leave this machine
    outlet_aliases: tuple[tuple[str, str], ...] = ()  # ("NYT", "The New York Times")

    def limit_answer(self, tokens: int, seconds: float) -> "Settings":
        """The same with these limits of an answer, where its own are not lower."""
        tokens, seconds = min(tokens, self.num_predict), min(seconds, self.answer_deadline)
        return replace(self, num_predict=tokens, answer_deadline=seconds)


def load_settings(**arguments: Any) -> Settings:
    """Settings from all four places; arguments that are None count as not given.

    Raises UsageError for an unknown key, a value of the wrong type or an unreadable file.
    """
    values = _read_file() | _read_environment()
    values |= {key: value for key, value in arguments.items() if value is not None}
    known = {field.name: field for field in fields(Settings)}
    if unknown := sorted(set(values) - set(known)):
        raise UsageError(f"Unknown setting {unknown[0]!r}. Known: {', '.join(known)}.")
    return Settings(**{key: _convert_value(key, value) for key, value in values.items()})


def _read_file() -> dict[str, Any]:
    named = os.environ.get("CLIPPINGS_SETTINGS")
    path = Path(named or "clippings.toml")
    if not named and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The settings file {path} cannot be read: {error}.") from error


def _read_environment() -> dict[str, str]:
    keys = {field.name: f"CLIPPINGS_{field.name.upper()}" for field in fields(Settings)}
    return {name: os.environ[key] for name, key in keys.items() if os.environ.get(key)}


def _convert_value(key: str, value: Any) -> Any:
    """`value` as the type of the field's default; strings from the environment are parsed."""
    kind = type(getattr(Settings(), key))
    if kind is tuple:
        return _convert_aliases(key, value)
    value = os.fspath(value) if isinstance(value, os.PathLike) else value
    if kind is bool and isinstance(value, str):
        if value.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise UsageError(f"Setting {key} is yes or no, not {value!r}.")
        return value.lower() in {"1", "true", "yes"}
    if type(value) is kind or isinstance(value, str) or (kind is float and type(value) is int):
        with suppress(ValueError):
            return kind(value)
    raise UsageError(f"Setting {key} wants {kind.__name__}, not {value!r}.")


def _convert_aliases(key: str, value: Any) -> tuple[tuple[str, str], ...]:
    """Pairs of names from a table, or from text in which ";" parts them."""
    if isinstance(value, str):
        rows = [row.partition("=") for row in value.split(";") if row.strip()]
        pairs: list[tuple[Any, Any]] = [(alias, outlet) for alias, _, outlet in rows]
    else:
        pairs = list(value.items() if isinstance(value, Mapping) else [("", value)])
    named = [(alias.strip(), outlet.strip()) for alias, outlet in pairs if isinstance(outlet, str)]
    if len(named) < len(pairs) or not all(map(all, named)):
        raise UsageError(
            f'Setting {key} wants other names of outlets, such as "NYT" = "The New York Times", '
            f"not {value!r}."
        )
    return tuple(named)
