"""The formats that a conversation can be exported in, by the name that people choose them by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rag.export.csl import as_csl_json
from rag.export.html_page import as_html
from rag.export.json_object import as_json
from rag.export.markdown import as_markdown
from rag.export.records import Export


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is made, and what a browser that saves it must be told."""

    suffix: str
    media_type: str
    write: Callable[[Export], str]


FORMATS: Mapping[str, Format] = {
    "markdown": Format(".md", "text/markdown; charset=utf-8", as_markdown),
    "html": Format(".html", "text/html; charset=utf-8", as_html),
    "csl": Format(".csl.json", "application/vnd.citationstyles.csl+json", as_csl_json),
    "json": Format(".json", "application/json", as_json),
}
