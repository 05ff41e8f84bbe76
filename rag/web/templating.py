"""From values to HTML that is safe to show, by templates that escape every value.

Titles, outlets, texts, addresses and answers are hostile, all of them. What is not escaped is a
`Markup`, and templates alone make one.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from rag.formatting import VERDICTS, format_count, format_day, format_published
from rag.templating import make_environment

TEMPLATES = files("rag.web") / "templates"
BREAK = re.compile(r"(?<=[>}])\n\s*|\n\s*(?=[<{]|\Z)|(\n\s*)")  # beside a tag, or (in words)


def render(template: str, macro: str, **values: object) -> Markup:
    """What a macro of a template makes of its values."""
    shown: Markup = getattr(_load_templates()[template], macro)(**values)
    return shown


def read_host(url: str) -> str:
    """Whose page a link opens; "" for anything but http and https, which becomes no link."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return (host or "").removeprefix("www.") if parts.scheme in {"http", "https"} else ""


def group_digits(number: int) -> str:
    return f"{number:,}"


def join_lines(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text)


@cache
def _load_templates() -> dict[str, Any]:
    """The macros of every template by its name: all at once, so that no answer waits for them."""
    environment = make_environment(_read_template, keep_trailing_newline=False)
    named = (format_count, format_day, format_published, group_digits, join_lines, read_host)
    environment.filters |= {function.__name__: function for function in named}
    environment.globals["VERDICTS"] = VERDICTS
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    names = [path.name for path in TEMPLATES.iterdir() if path.name.endswith(".html")]
    return {name.removesuffix(".html"): environment.get_template(name).module for name in names}


def _read_template(name: str) -> tuple[str, str, None]:
    """A template with its lines joined: beside a tag as if there were no break, else by a space.

    White space would show on the page, while a break is for those who read the template.
    """
    file = TEMPLATES / name
    return BREAK.sub(_join_lines, file.read_text(encoding="utf-8")), str(file), None


def _join_lines(found: re.Match[str]) -> str:
    """Breaks as a comment, so that an error names the right line."""
    return f"{' ' if found[1] else ''}{{#{chr(10) * found[0].count(chr(10))}#}}"
