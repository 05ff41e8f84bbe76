"""The whole against a real Ollama server and model: only with `make test-ollama`.

CLIPPINGS_OLLAMA_URL and CLIPPINGS_MODEL say where and which; any model that follows instructions
will do. What is asserted holds whatever the model writes.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rag.errors import ClippingsError
from rag.llm.langchain_chat import is_provider_name
from rag.llm.model_choice import read_model_state
from rag.llm.ollama_server import parse_server
from rag.settings import Settings, load_settings

HERE = Path(__file__).parent
SWITCH = "CLIPPINGS_TEST_OLLAMA"  # set by `make test-ollama`
LOOPBACK = ["127.0.0.1", "::1"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips these tests, or lets them reach the server; without one the run ends here, once."""
    ours = [item for item in items if item.path.is_relative_to(HERE)]
    if not os.environ.get(SWITCH):
        mark = pytest.mark.skip(reason="needs an Ollama server: `make test-ollama`")
    elif ours:
        host = urlsplit(parse_server(_settings().ollama_url).url).hostname
        mark = pytest.mark.allow_hosts([*LOOPBACK, str(host)])
    for item in ours:
        item.add_marker(mark)


def _settings() -> Settings:
    """With the model that would write. Raises pytest.UsageError where none can."""
    try:
        settings = load_settings()
        state = read_model_state(settings)
    except ClippingsError as error:
        raise _nothing_tested(str(error)) from error
    if settings.model == "none" or is_provider_name(settings.model):
        raise _nothing_tested(f"{settings.model} is no model of an Ollama server.")
    if not state.installed:
        others = f" It has {', '.join(state.available)}." if state.available else ""
        raise _nothing_tested(state.message + others)
    return load_settings(model=state.name)


def _nothing_tested(message: str) -> pytest.UsageError:
    fault, _, remedy = message.partition(". ")
    return pytest.UsageError(
        f"{fault.rstrip('.')}: nothing was tested. {remedy or 'Name one that is.'} "
        "CLIPPINGS_OLLAMA_URL and CLIPPINGS_MODEL choose the server and the model."
    )


@pytest.fixture(scope="session")
def settings() -> Settings:
    return _settings()
