"""The styles and scripts that the page sends along, each joined from files of one matter."""

from importlib.resources import files

STYLES = ("frame", "reading", "keeping", "controls", "holdings", "forced")
SCRIPTS = (  # in this order they run
    "bridge", "asking", "reading", "cards", "pressing",
    "waiting", "keeping", "taking", "controls", "holdings",
)  # fmt: skip


def join_styles() -> str:
    return "".join(_read_static(f"{name}.css") for name in STYLES)


def join_script() -> str:
    """One function body: what a file declares is at hand in those after it."""
    return "".join(_read_static(f"{name}.js") for name in SCRIPTS)


def _read_static(name: str) -> str:
    return files("rag.web").joinpath("static", name).read_text(encoding="utf-8")
