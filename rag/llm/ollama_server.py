"""An Ollama server: its address, and what it says of itself and of its models."""

import os
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

from rag.errors import ModelError, UsageError
from rag.llm import errors
from rag.llm.deadline import Deadline, limit_time
from rag.settings import Settings

if TYPE_CHECKING:
    from ssl import SSLContext

    from ollama import ProgressResponse

CONNECT_SECONDS = 5.0  # a server that is there accepts at once
LOOK_SECONDS = 5.0  # for all that one look at the server's lists may take

# CVE-2026-7482: before this version, a request to /api/create could read the server's heap.
HOLE, PATCHED = "CVE-2026-7482", (0, 17, 1)
_DEVELOPMENT = (0, 0, 0)  # what a server built from source calls itself


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model of a server. `host` is where it runs instead, "" where it runs on the server.

    `trained` is the number of tokens that it can hold at most, 0 where the server does not say.
    """

    name: str
    host: str
    trained: int


@dataclass(frozen=True, slots=True)
class OllamaServer:
    url: str  # with its port, without a login, as shown in messages
    login: tuple[str, str] | None = None

    def list_installed(self, *, within: float = LOOK_SECONDS) -> dict[str, InstalledModel]:
        """Every model of the server by its name with its tag.

        Raises a ModelError where it cannot tell, after `within` seconds at most.
        """
        found = [_read_installed_model(entry) for entry in self._list_models("/api/tags", within)]
        return {model.name: model for model in found if model.name}

    def list_loaded(self, *, within: float = LOOK_SECONDS) -> dict[str, int]:
        """The context, in tokens, of each model that is in memory now; 0 where it is not said."""
        entries = self._list_models("/api/ps", within)
        return {str(one.get("model")): _read_count(one.get("context_length")) for one in entries}

    def read_version(self, *, within: float = LOOK_SECONDS) -> str:
        """As the server writes it, such as "0.33.0" or "0.33.0-rc2-fb30760"."""
        return str(self._fetch_object("/api/version", within).get("version", ""))

    def stream_pull(
        self, name: str, deadline: Deadline, *, within: float
    ) -> Generator["ProgressResponse", None, None]:
        """The lines with which the server reports that it loads a model; closing stops it."""
        from ollama import Client

        options = self.make_connection_options(within) | {"event_hooks": deadline.make_hooks()}
        with Client(self.url, **options) as client:
            lines = client.pull(name, stream=True)
            with closing(cast("Generator[ProgressResponse, None, None]", lines)) as closed:
                yield from closed

    def make_connection_options(self, within: float) -> dict[str, Any]:
        """How httpx is to call this server, `within` so many seconds, which a deadline ends."""
        from httpx import Timeout

        return {
            "timeout": Timeout(None, connect=min(within, CONNECT_SECONDS)),
            "trust_env": False,  # a proxy would be used even for 127.0.0.1
            "verify": _load_certificates(),
            "auth": self.login,
        }

    def _list_models(self, path: str, within: float) -> list[Mapping[str, Any]]:
        models = self._fetch_object(path, within).get("models")
        if models is None:
            return []
        if not isinstance(models, list) or not all(isinstance(one, dict) for one in models):
            raise errors.make_not_ollama_error(self.url)
        return models

    def _fetch_object(self, path: str, within: float) -> Mapping[str, Any]:
        """The JSON object at `path`. Not by the client package, which drops what is needed here."""
        import httpx

        key = os.environ.get("OLLAMA_API_KEY")
        headers = {"Authorization": f"Bearer {key}"} if key else {}  # as the package does it
        with (
            limit_time(within, errors.make_mute_error(self.url, within)) as deadline,
            translate_errors(self),
        ):
            options = self.make_connection_options(within) | {"event_hooks": deadline.make_hooks()}
            with httpx.Client(headers=headers, **options) as client:
                answer = client.get(self.url + path, follow_redirects=True)
            if answer.status_code in {401, 403} or answer.is_server_error:
                raise errors.make_refusal_error(
                    answer.status_code, answer.text, "the list of models", self.url
                )
        value = None
        if answer.is_success:
            with suppress(ValueError):  # no JSON
                value = answer.json()
        if not isinstance(value, dict):
            raise errors.make_not_ollama_error(self.url)
        return value


def parse_server(address: str) -> OllamaServer:
    """The server that the setting ollama_url names.

    Raises UsageError for what the client package would quietly take for 127.0.0.1.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or any(map(str.isspace, address)):
        raise UsageError(
            f"ollama_url is {address!r}; it must be like {Settings().ollama_url}, "
            "with http:// or https:// and a host."
        )
    if _names_every_address(host):
        # Called, it means this machine on some systems, an error on others, and never the
        # machine whose server was told to listen there.
        raise UsageError(
            f"ollama_url names {host}, where a server may listen but cannot be called. "
            f"Set it to {Settings().ollama_url} for this machine, or to the other machine's name."
        )
    host = f"[{host}]" if ":" in host else host
    port = port or {"http": 80, "https": 443}[parts.scheme]
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return OllamaServer(f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}", login)


def strip_prefix(name: str) -> str:
    """Without the `ollama:` that may stand before a name, to tell it from a provider's."""
    return name.removeprefix("ollama:")


def add_default_tag(name: str) -> str:
    """A model's name as the server lists it: without a tag it means the latest."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def is_cloud_name(name: str) -> bool:
    """Whether the name says that the model runs in Ollama's cloud."""
    return name.lower().endswith(("-cloud", ":cloud"))


def refuse_cloud(name: str, host: str, settings: Settings) -> None:
    """Raises UsageError for a model that runs at `host`, unless the settings allow it."""
    if not settings.allow_cloud_models:
        raise UsageError(
            f"{name} runs {host}: questions and articles would leave this machine. "
            "Name a local model, or set allow_cloud_models to true."
        )


def find_version_warning(version: str) -> str:
    """A warning of a server with a known hole, else "". Versions that say nothing are let be."""
    numbers = re.match(r"v?(\d+)\.(\d+)\.(\d+)", version)
    if not numbers or not _DEVELOPMENT < tuple(map(int, numbers.groups())) < PATCHED:
        return ""
    patched = ".".join(map(str, PATCHED))
    return (
        f"Ollama {numbers[0]} has a known security hole ({HOLE}); update it to {patched} or newer."
    )


@contextmanager
def translate_errors(
    server: OllamaServer,
    refusal: Callable[[int, str], ModelError] | None = None,
    broken: ModelError | None = None,
) -> Iterator[None]:
    """Turns what the client packages raise into the errors of rag.errors.

    `refusal` makes one of an HTTP status and the server's words; `broken` is for an answer that
    broke off, or that is none of the protocol's.
    """
    import httpx
    import ollama

    garbled = errors.make_garbled_error(server.url)
    try:
        yield
    except (httpx.ConnectError, httpx.TimeoutException, ConnectionError) as error:
        raise errors.make_unreachable_error(server.url) from error
    except httpx.HTTPError as error:
        raise broken or errors.make_disconnected_error(server.url) from error
    except ollama.ResponseError as error:
        said = str(error.error)
        raise (refusal(error.status_code, said) if refusal else garbled) from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        # What the client packages stumble over when a line is not one of the protocol's: mostly
        # kinds of ValueError. A bare one is LangChain's, for a stream in which nothing came.
        empty = type(error) is ValueError
        raise broken or (errors.make_wordless_error(server.url) if empty else garbled) from error


@cache
def _load_certificates() -> "SSLContext":
    """Read once: httpx would take its time for them with every client, plain http or not."""
    from httpx import create_ssl_context

    return create_ssl_context(trust_env=False)


def _read_installed_model(entry: Mapping[str, Any]) -> InstalledModel:
    details = entry.get("details")
    trained = details.get("context_length") if isinstance(details, dict) else 0
    name = str(entry.get("model") or entry.get("name") or "")
    host = str(entry.get("remote_host") or "")
    if not host and entry.get("remote_model"):
        host = "ollama.com"
    return InstalledModel(name, host, _read_count(trained))


def _read_count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _names_every_address(host: str) -> bool:
    """Whether it is 0.0.0.0 or [::]."""
    with suppress(ValueError):
        return ip_address(host).is_unspecified
    return False
