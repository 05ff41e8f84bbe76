"""GET /health, and who may use the page's other addresses for programs when it has a login."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError

from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from rag.web.api.health import Health
from tests.helpers.doubles import HashEmbedder
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.page_program import serving
from tests.helpers.sharing import copy_archive

LOGIN = ("ann", "p:w ü")
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}
NO_MODEL = Settings(model="none")


@pytest.fixture(scope="module")
def closed(sample_archive: Path) -> Iterator[str]:
    """The address of a page with a login."""
    with serving(sample_archive, "--mcp", "--auth", ":".join(LOGIN), model="none") as address:
        yield address


@pytest.fixture
def ours(press_archive: Path, tmp_path: Path) -> Iterator[Archive]:
    """An open archive that may be broken."""
    copy_archive(press_archive, tmp_path / "archive")
    with open_archive(tmp_path / "archive", embedder=HashEmbedder()) as archive:
        yield archive


def test_a_sound_archive_is_told_with_its_figures(ours: Archive) -> None:
    assert Health(ours, NO_MODEL, discreet=False).look() == (
        200,
        {
            "status": "ok",
            "articles": ours.status().articles,
            "generation": ours.status().generation,
            "model": {"name": "none", "ready": False},
        },
    )


def spoil(folder: Path) -> None:
    (folder / "catalogue.sqlite").write_bytes(b"not a catalogue" * 1000)


def take_away(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [spoil, take_away])
def test_an_archive_that_cannot_be_read_is_told_with_the_reason(
    ours: Archive, harm: Callable[[Path], None]
) -> None:
    for file in ours.folder.glob("catalogue.sqlite-*"):
        file.unlink()
    harm(ours.folder)
    status, told = Health(ours, NO_MODEL, discreet=False).look()
    assert (status, told["status"]) == (503, "unusable")
    assert "catalogue" in told["reason"]
    assert Health(ours, NO_MODEL, discreet=True).look() == (503, {"status": "unusable"})


def test_it_says_whether_the_model_is_there_without_waiting_for_it(
    ours: Archive, double: OllamaDouble
) -> None:
    settings = Settings(model="qwen3:4b-instruct", ollama_url=double.url)
    health = Health(ours, settings, discreet=False)
    assert health.look()[1]["model"] == {"name": "qwen3:4b-instruct", "ready": None}
    assert settled(health) is True
    asked = len(double.keys)
    assert health.model_ready() is True
    assert len(double.keys) == asked


def test_a_model_server_that_is_gone_is_no_fault_of_the_archive(
    ours: Archive, dead_url: str
) -> None:
    health = Health(ours, Settings(ollama_url=dead_url), discreet=False)
    assert health.look()[0] == 200
    assert settled(health) is False
    assert health.look()[0] == 200


def settled(health: Health) -> bool | None:
    for _ in range(600):
        if (ready := health.model_ready()) is not None:
            return ready
        sleep(0.05)
    pytest.fail("it never looked")


def test_behind_a_login_it_says_ok_to_anyone_and_nothing_more(closed: str) -> None:
    answer = httpx.get(f"{closed}health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    assert httpx.head(f"{closed}health").status_code == 200
    assert httpx.post(f"{closed}health").status_code == 405


def test_gradios_endpoints_want_the_login(closed: str) -> None:
    with pytest.raises(AuthenticationError):
        Client(closed, verbose=False, analytics_enabled=False)
    inside = Client(closed, verbose=False, analytics_enabled=False, auth=LOGIN)
    assert inside.predict(api_name="/list_outlets")["outlets"]


def post(address: str, path: str = "mcp", **headers: str) -> httpx.Response:
    return httpx.post(f"{address}{path}", json=CALL, headers=ACCEPT | headers)


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic YW5uOg==", "Basic ????", "Bearer p:w", "Basic YW5uOnA6dw=="]
)
def test_the_tools_want_the_login(closed: str, header: str) -> None:
    for path in ("mcp", "mcp/"):
        refused = post(closed, path, **({"authorization": header} if header else {}))
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic ")
        assert "ask" not in refused.text.replace("asks", "")


def test_with_the_login_the_tools_are_there(closed: str) -> None:
    for path in ("mcp", "mcp/"):
        answer = httpx.post(f"{closed}{path}", json=CALL, headers=ACCEPT, auth=LOGIN)
        assert answer.status_code == 200
        assert "read_article" in answer.text


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("http://127.0.0.1.evil.example:7860", 403),
        ("null", 403),
        ("http://[", 403),
        ("", 403),
        ("http://localhost:7860", 200),
        ("http://[::1]", 200),
    ],
)
def test_web_pages_of_others_may_not_use_the_tools(closed: str, origin: str, status: int) -> None:
    answer = httpx.post(f"{closed}mcp", json=CALL, headers=ACCEPT | {"origin": origin}, auth=LOGIN)
    assert answer.status_code == status
