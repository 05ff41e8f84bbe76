"""GET /health: whether the archive can be read, for whatever watches over the page.

It asks for no login, as such watchers have none; behind a login it therefore says ok or not, and
nothing else. The name is the plain one: `/healthz` is only custom among some of those watchers.
"""

from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from rag.errors import ClippingsError
from rag.llm.model_choice import NO_MODEL, read_model_state

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from rag.settings import Settings
    from rag.store.archive import ArchiveReader

PATH = "/health"
FRESH = 15.0  # seconds for which what is known of the model counts


class Health:
    """Looks at one archive, in milliseconds, and never waits for a model server."""

    def __init__(self, archive: "ArchiveReader", settings: "Settings", *, discreet: bool) -> None:
        """`discreet`: nothing but ok or not, for a page behind a login."""
        self._archive = archive
        self._settings = settings
        self._discreet = discreet
        self._lock = Lock()
        self._looked: float | None = None
        self._ready: bool | None = None

    def look(self) -> tuple[int, dict[str, Any]]:
        """The HTTP status, 200 or 503, and the object to send with it."""
        try:
            with self._archive.snapshot() as catalogue:
                articles = sum(catalogue.count_by_outlet().values())
                generation = int(catalogue.read_state("generation") or 0)
        except ClippingsError as error:
            reason = {} if self._discreet else {"reason": str(error)}
            return 503, {"status": "unusable", **reason}
        if self._discreet:
            return 200, {"status": "ok"}
        model = {"name": self._settings.model, "ready": self.model_ready()}
        return 200, {
            "status": "ok", "articles": articles, "generation": generation, "model": model
        }  # fmt: skip

    def model_ready(self) -> bool | None:
        """Whether a model writes answers, as last known; None before the first look has ended.

        An old answer is given once more while a thread looks anew.
        """
        if self._settings.model == NO_MODEL:
            return False
        with self._lock:
            now = monotonic()
            if self._looked is None or now - self._looked > FRESH:
                self._looked = now
                Thread(target=self._look_for_model, daemon=True).start()
            return self._ready

    def _look_for_model(self) -> None:
        try:
            state = read_model_state(self._settings)
            self._ready = state.reachable and state.installed
        except ClippingsError:
            self._ready = False


def make_health_route(health: Health) -> "BaseRoute":
    """The route, to be given to the page when it is served."""
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    def answer(_request: "Request") -> "Response":  # not async: it runs beside the event loop
        status, values = health.look()
        return JSONResponse(values, status, headers={"cache-control": "no-store"})

    return Route(PATH, answer, methods=["GET"])
