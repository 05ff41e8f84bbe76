"""A model's server, and the settings of nobody, for the tests of asking."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.ollama_double import OllamaDouble


@pytest.fixture
def double() -> Iterator[OllamaDouble]:
    with OllamaDouble() as server:
        yield server


@pytest.fixture
def dead_url() -> Iterator[str]:
    """Of a port that is taken, but where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def settled(
    sample_archive: Path, preloaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample archive, no model, no settings file of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLIPPINGS_SETTINGS", raising=False)
    monkeypatch.setenv("CLIPPINGS_ARCHIVE", str(sample_archive))
    monkeypatch.setenv("CLIPPINGS_MODEL", "none")
