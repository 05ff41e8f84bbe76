"""Templates that escape every value and refuse one that is lacking."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def make_environment(read: Callable[[str], Any], *, keep_trailing_newline: bool) -> "Environment":
    """For templates that `read` gives by their names, as jinja2's FunctionLoader wants them."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(read),
        keep_trailing_newline=keep_trailing_newline,
    )  # fmt: skip
