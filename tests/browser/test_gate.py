"""What the page's server gives away, to whom and by which name, over plain HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rag.errors import UsageError
from rag.web.security.access import make_login_check, names_this_machine, refuse_open_door
from rag.web.security.content_policy import POLICY
from rag.web.security.gate import MOST_SENT
from tests.helpers.page_program import serving
from tests.helpers.places import ROOT

LOGIN = ("ann", "p:w ü")
ELSEWHERE = "http://198.51.100.7"
DOTS = ("..", "%2e%2e", "%252e%252e", "..%2f..", "..%5c..", "....//....", "..;")
FILES = (
    "/etc/passwd",
    str(ROOT / "pyproject.toml"),
    "pyproject.toml",
    "app.py",
    "C:/Windows/win.ini",
)


@pytest.fixture(scope="module")
def server(sample_archive: Path) -> Iterator[httpx.Client]:
    with serving(sample_archive, "--model", "none") as address, reaching(address) as client:
        yield client


@pytest.fixture(scope="module")
def locked(sample_archive: Path) -> Iterator[httpx.Client]:
    login = ":".join(LOGIN)
    with (
        serving(sample_archive, "--model", "none", "--auth", login) as address,
        reaching(address) as client,
    ):
        yield client


def reaching(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, trust_env=False, timeout=20)


def raw(client: httpx.Client, method: str, path: str, **more: object) -> httpx.Response:
    """A request for exactly that path: a client would take the dots out."""
    url = client.base_url.copy_with(raw_path=path.encode())
    return client.send(httpx.Request(method, url, **more))  # type: ignore[arg-type]


def test_no_file_can_be_had(server: httpx.Client, sample_archive: Path) -> None:
    kept = [str(one) for one in sample_archive.rglob("*") if one.is_file()][:3]
    paths = [
        f"{route}{file}"
        for file in (*FILES, *kept)
        for route in ("/file=", "/gradio_api/file=", "/gradio_api/file/", "/gradio_api/file%3D")
    ]
    paths += [
        f"/{root}/{'/'.join([dots] * 9)}/{file}"
        for root in ("static", "assets", "svelte", "gradio_api/custom_component/html/client")
        for dots in DOTS
        for file in ("etc/passwd", "pyproject.toml")
    ]
    paths += [
        f"/{file}" for file in ("pyproject.toml", "app.py", "catalogue.sqlite", ".git/config")
    ]
    paths += [f"/gradio_api/file={sample_archive.parent}/./x/../archive/catalogue.sqlite"]
    for path in paths:
        answer = raw(server, "GET", path)
        assert answer.status_code in {400, 403, 404}, path
        assert len(answer.content) < 200, path


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "upload"),
        ("GET", "upload_progress?upload_id=x"),
        ("GET", f"proxy={ELSEWHERE}/"),
        ("GET", "proxy=http://127.0.0.1:1/"),
        ("HEAD", f"proxy={ELSEWHERE}/"),
        ("GET", f"file={ELSEWHERE}/"),
        ("POST", "component_server"),
        ("POST", "process_recording"),
        ("POST", "vibe-edit"),
        ("GET", "vibe-code"),
        ("POST", "run-history/connect"),
        ("GET", "deep_link?session_hash=x"),
        ("GET", "stream/a/b/1/playlist-file"),
        ("GET", "token"),
        ("GET", "runs"),
        ("GET", "dev/reload"),
        ("GET", "mcp/sse"),
        ("GET", "mcp/schema"),
    ],
)
def test_what_the_page_does_not_need_is_closed(
    server: httpx.Client, method: str, path: str
) -> None:
    more = {"files": {"files": ("a.txt", b"words")}} if method == "POST" else {}
    answer = raw(server, method, f"/gradio_api/{path}", **more)
    assert answer.status_code == 404
    for other in ("monitoring", "monitoring/summary", "docs", "pwa_icon", "openapi.json"):
        assert server.get(f"/{other}").status_code == 404


def test_no_question_is_dropped_while_the_last_answer_ends(server: httpx.Client) -> None:
    """Gradio would drop it, and what was written is gone from the box by then."""
    events = server.get("/config").json()["dependencies"]
    modes = {name: one["trigger_mode"] for one in events for _, name in one["targets"]}
    assert modes["ask"] == "multiple"


def test_the_configuration_tells_nothing_of_this_machine(
    server: httpx.Client, sample_archive: Path
) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/manifest.json", "/theme.css"):
        answer = server.get(path)
        assert answer.status_code == 200
        for told in (sample_archive, sample_archive.parent, ROOT, Path.home()):
            assert str(told) not in answer.text, path


def test_every_answer_carries_the_policy(server: httpx.Client) -> None:
    for path in ("/", "/config", "/no/such/route", "/theme.css"):
        headers = server.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in POLICY
    assert "script-src-attr 'none'" in POLICY


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "localhost.example"],
)
def test_a_foreign_name_for_this_machine_is_refused(server: httpx.Client, host: str) -> None:
    headers = {"host": host.format(port=server.base_url.port)}
    for path in ("/", "/config", "/gradio_api/info", "/assets/x.js", "/health", "/mcp"):
        assert server.get(path, headers=headers).status_code in {400, 421}
    own = {"host": f"localhost:{server.base_url.port}"}
    assert server.get("/config", headers=own).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    ],
)
def test_another_website_cannot_ask(server: httpx.Client, headers: dict[str, str]) -> None:
    asked = json.dumps({"data": [], "fn_index": 0, "session_hash": "x"})
    plain = headers | {"content-type": "text/plain"}  # which needs no leave of the server
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/call/ask"):
        answer = server.post(path, content=asked, headers=plain)
        assert answer.status_code == 403
    assert server.get("/config", headers=headers).status_code == 403


def test_a_link_from_elsewhere_can_be_followed(server: httpx.Client) -> None:
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    answer = server.get("/?q=ferry", headers=followed | {"sec-fetch-dest": "document"})
    assert answer.status_code == 200
    own = str(server.base_url).rstrip("/")
    assert server.get("/config", headers={"origin": own}).status_code == 200


def test_too_much_is_not_read(server: httpx.Client) -> None:
    much = server.post("/gradio_api/queue/join", content=b" " * (MOST_SENT + 1))
    endless = server.post("/gradio_api/queue/join", content=iter([b"{}"]))
    assert much.status_code == endless.status_code == 413


def test_nothing_is_had_without_the_login(locked: httpx.Client, sample_archive: Path) -> None:
    page = locked.get("/")
    assert page.status_code == 200  # the login itself
    assert "Harbour Post" not in page.text
    assert locked.get("/theme.css").status_code == 200
    for path in ("config", "logout", "gradio_api/info", "gradio_api/heartbeat/x"):
        assert locked.get(f"/{path}").status_code == 401, path
    assert locked.get("/gradio_api/queue/data?session_hash=x").status_code == 401
    for path in ("queue/join", "run/predict", "call/ask", "call/v2/ask", "cancel", "reset"):
        assert locked.post(f"/gradio_api/{path}", json={}).status_code == 401, path
    for path in ("/health", "/mcp"):
        answer = locked.get(path, headers={"accept": "application/json"})
        assert "Harbour" not in answer.text
        assert "articles" not in answer.text


def test_a_login_opens_the_page_and_only_its_own_page_can_use_it(locked: httpx.Client) -> None:
    user, password = LOGIN
    for wrong in ((user, "p"), ("bob", password), (user, ""), ("", ""), (user, f"{password} ")):
        form = dict(zip(("username", "password"), wrong, strict=True))
        assert locked.post("/login", data=form).status_code in {400, 422}
        assert "set-cookie" not in locked.post("/login", data=form).headers
    forged = {"cookie": "access-token-x=1; access-token-unsecure-x=1"}
    assert locked.get("/config", headers=forged).status_code == 401

    answer = locked.post("/login", data={"username": user, "password": password})
    assert answer.status_code == 200
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=lax"} <= parts
    kept = "; ".join(cookie.split(";")[0] for cookie in cookies)
    assert locked.get("/config", headers={"cookie": kept}).status_code == 200
    asked = {"cookie": kept, "origin": "http://evil.example"}
    assert locked.get("/config", headers=asked).status_code == 403
    by_name = {"cookie": kept, "host": "clippings.example", "origin": "https://clippings.example"}
    assert locked.get("/config", headers=by_name).status_code == 200
    locked.get("/logout", headers={"cookie": kept})
    assert locked.get("/config", headers={"cookie": kept}).status_code == 401


def test_a_login_is_compared_as_a_whole() -> None:
    check = make_login_check(LOGIN)
    assert check(*LOGIN)
    assert not any(check(*pair) for pair in [("ann", "p"), ("Ann", "p:w ü"), ("", ""), ("ann", "")])


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104 - what is refused here
        *("::", "[::]", "", "0", "192.168.1.4", "newsroom.example", "127.0.0.1.example"),
        *("localhost.example", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1"),
        "::ffff:10.0.0.1",
    ],
)
def test_whatever_may_be_reached_from_elsewhere_wants_a_login(host: str) -> None:
    with pytest.raises(UsageError, match="--auth"):
        refuse_open_door(host, login=None, insist=False)


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:7860", True),
        ("[::1]:7860", True),
        ("[::1]", True),
        ("192.168.1.4:7860", True),
        ("LOCALHOST:7860", True),
        ("newsroom:7860", True),
        ("desk.local", True),
        ("localhost.:7860", True),
        ("evil.example", False),
        ("evil.example.:80", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example:127.0.0.1", False),
        ("", False),
        (":7860", False),
    ],
)
def test_which_names_a_website_cannot_have(host: str, *, ours: bool) -> None:
    assert names_this_machine(host) == ours


def test_the_page_says_what_to_do_about_a_name(server: httpx.Client) -> None:
    answer = server.get("/", headers={"host": "news.example"})
    assert "--auth" in answer.text
    assert urlsplit(str(server.base_url)).hostname == "127.0.0.1"
