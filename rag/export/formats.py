"""The formats that a conversation can be exported in, by the name that people choose them by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rag.export.csl import write_csl_json
from rag.export.html_page import write_html
from rag.export.json_object import write_json
from rag.export.markdown import write_markdown
from rag.export.records import Export


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """How a format is made, and what a browser that saves it must be told."""

    suffix: str
    media_type: str
    write: Callable[[Export], str]


FORMATS: Mapping[str, ExportFormat] = {
    "markdown": ExportFormat(".md", "text/markdown; charset=utf-8", write_markdown),
    "html": ExportFormat(".html", "text/html; charset=utf-8", write_html),
    "csl": ExportFormat(".csl.json", "application/vnd.citationstyles.csl+json", write_csl_json),
    "json": ExportFormat(".json", "application/json", write_json),
}
