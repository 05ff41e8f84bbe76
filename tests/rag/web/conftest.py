"""What the tests of the page share."""

import pytest

from rag.web.templating import render


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates() -> None:
    """They are compiled at their first use, which is no test's own time."""
    render("home", "tabs")
