"""Archives and a model's server for the tests of asking."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.retrieval.search import Archive, open_archive
from tests.helpers.doubles import HashEmbedder, noon
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.places import CORPUS, TODAY


@pytest.fixture(scope="session")
def press_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive made of corpus/ without a model. Read it only."""
    folder = tmp_path_factory.mktemp("press") / "archive"
    refresh([CORPUS], folder, HashEmbedder(), Options(now=noon(TODAY)), Progress(quiet=True))
    return folder


@pytest.fixture
def press(press_archive: Path) -> Iterator[Archive]:
    """The sample archive, open, its words hashed: for tests in which meaning does not matter."""
    with open_archive(press_archive, embedder=HashEmbedder()) as archive:
        yield archive


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
def settled(sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample archive, no model, no settings file of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLIPPINGS_SETTINGS", raising=False)
    monkeypatch.setenv("CLIPPINGS_ARCHIVE", str(sample_archive))
    monkeypatch.setenv("CLIPPINGS_MODEL", "none")
