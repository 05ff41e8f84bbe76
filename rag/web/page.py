"""The page as Gradio blocks, wired to the handlers and the archive tab, and served."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import UsageError
from rag.web import assets
from rag.web.api.endpoints import QUESTIONS_AT_ONCE, Endpoints, offer
from rag.web.archive_tab import tab as archive_tab
from rag.web.archive_tab.tab import ArchiveTab
from rag.web.conversation import Turns
from rag.web.handlers import Handlers, View
from rag.web.security.access import make_login_check
from rag.web.security.content_policy import add_security_headers
from rag.web.security.gate import gate_requests
from rag.web.templating import render
from rag.web.views import composer

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PORTS_TRIED = 10  # from the one asked for upwards
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
ANY_TIME = QUIET | {"trigger_mode": "multiple"}  # Gradio drops a second press while one is served
AT_ONCE = ANY_TIME | {"queue": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """Where and for whom the page is served, and what stands beside it under its address."""

    host: str
    port: int  # the first of ten that are tried
    login: tuple[str, str] | None = None
    root_path: str = ""  # of another web server that passes its readers on, or its whole address
    routes: Sequence["BaseRoute"] = ()
    lifespan: Callable[..., Any] | None = None


def build_page(handlers: Handlers, archive: ArchiveTab, endpoints: Endpoints) -> Any:
    """The conversation, the archive in a tab of its own, and the endpoints for programs."""
    import gradio as gr
    from gradio.events import api

    blank = handlers.clear()

    def html(name: str, value: str = "", script: str | None = None) -> gr.HTML:
        return gr.HTML(str(value), elem_id=name, apply_default_css=False, js_on_load=script)

    with gr.Blocks(title="Clippings", analytics_enabled=False, fill_width=True) as page:
        parts: dict[str, Any] = {"turns": gr.State(())}
        with gr.Row(elem_id="top"):
            parts["masthead"] = html("masthead", render("home", "masthead", status=handlers.status))
            html("tabs", render("home", "tabs"))
            parts["model"] = html("model")
        with gr.Column(elem_id="notices"):
            parts |= {name: html(name) for name in ("warning", "pull")}
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="left"):
                with gr.Column(elem_id="conversation"):
                    parts |= {name: html(name, blank[name]) for name in ("past", "current")}
                with gr.Column(elem_id="composer"):
                    html("editing", render("actions", "editing"))
                    form = composer.render_composer(handlers.status.outlets)
                    parts["bridge"] = bridge = html("bridge", form, assets.join_script())
                    parts["window"] = html("window", blank["window"])
                    parts["writer"] = html("writer")
                    html("conversations", render("conversations", "list"))
            with gr.Column(elem_id="holdings-panel"):
                parts |= {name: html(name) for name in archive_tab.PARTS}
            with gr.Column(elem_id="reader"):
                html("reader-bar", render("reader", "bar"))
                for name in ("sources", "opened", "article"):
                    parts[name] = html(name, blank[name])
        parts |= {name: html(name) for name in ("kept", "taken")}  # for the scripts alone
        parts["spoken"] = html("spoken", blank["spoken"])
        _wire_events(handlers, archive, page, bridge, parts)
        offer(endpoints, api=api, fault=gr.Error)
    return page


def _wire_events(
    handlers: Handlers, archive: ArchiveTab, page: Any, bridge: Any, parts: dict[str, Any]
) -> None:
    """Join each `trigger(name, {sent})` of the scripts to the method that answers it.

    What stands outside of the queue is served at once, however many answers are being written.
    """
    import gradio as gr

    def shown(view: View) -> dict[Any, Any]:
        """Every part as a plain string, but for the turns themselves."""
        return {parts[n]: value if n == "turns" else str(value) for n, value in view.items()}

    def grow(action: Callable[[Turns, Any], Generator[View, None, None]]) -> Callable[..., Any]:
        def listener(turns: Turns, event: gr.EventData) -> Iterator[dict[Any, Any]]:
            with closing(action(turns, event.sent)) as views:
                yield from map(shown, views)

        return listener

    def act(action: Callable[[Turns, Any], View]) -> Callable[..., dict[Any, Any]]:
        def listener(turns: Turns, event: gr.EventData) -> dict[Any, Any]:
            return shown(action(turns, event.sent))

        return listener

    def after(action: Callable[[Turns], View]) -> Callable[[Turns], dict[Any, Any]]:
        return lambda turns: shown(action(turns))

    wires = {"inputs": parts["turns"], "outputs": list(parts.values())}
    # At any time: the last answer is whole to its reader a moment before it has ended for Gradio.
    asking = bridge.ask(
        grow(handlers.ask), **wires, **ANY_TIME, concurrency_limit=QUESTIONS_AT_ONCE
    )
    bridge.stop(act(handlers.stop), **wires, **AT_ONCE, cancels=[asking])
    bridge.clear(act(handlers.clear), **wires, **AT_ONCE, cancels=[asking])
    bridge.restore(act(handlers.restore), **wires, **AT_ONCE, cancels=[asking])
    bridge.take(act(handlers.take), **wires, **AT_ONCE)
    bridge.limit(act(handlers.limit_window), **wires, **AT_ONCE)
    bridge.sources(act(handlers.list_sources), **wires, **AT_ONCE)
    bridge.open(act(handlers.open_article), **wires, **AT_ONCE)

    getting = bridge.get(grow(handlers.get_model), **wires, **QUIET, concurrency_limit=None)
    left = bridge.leave(act(handlers.leave_model), **wires, **AT_ONCE, cancels=[getting])
    left.then(
        after(handlers.leave_model), **wires, **AT_ONCE
    )  # what was still on its way goes, too
    bridge.check(act(handlers.show_model), **wires, **AT_ONCE)
    for moment in (page.load, asking.then):  # an answer may have found the server gone
        moment(after(handlers.look_round), **wires, **AT_ONCE)

    bridge.look(grow(archive.look), **wires, **QUIET, concurrency_limit=None)
    bridge.read(act(archive.read), **wires, **AT_ONCE)
    bridge.renew(act(handlers.renew), **wires, **AT_ONCE)
    if archive.may_refresh:
        for name in ("refresh", "confirm", "follow"):
            listen = getattr(bridge, name)
            listen(grow(getattr(archive, name)), **wires, **ANY_TIME, concurrency_limit=None)
        bridge.call_off(archive.call_off, **AT_ONCE)  # shows nothing, or it might come last


def serve_page(page: Any, place: ServerOptions) -> str:
    """Serve in the background; gives the address. Raises UsageError where no port is free."""
    import gradio as gr
    from starlette.middleware import Middleware

    login = place.login
    gate = Middleware(gate_requests, login=login is not None, public=place.root_path)
    beside = {"lifespan": place.lifespan} if place.lifespan else {}
    for attempt in range(place.port, place.port + PORTS_TRIED):
        try:
            _, address, _ = page.launch(
                server_name=place.host,
                server_port=attempt,
                root_path=place.root_path,
                auth=make_login_check(login) if login else None,
                theme=gr.themes.Base(font=SANS, font_mono=MONO),
                # As `css=` Gradio would rewrite the selectors, and break those with :has and :is.
                head=f"<style>{assets.join_styles()}</style>",
                app_kwargs={
                    "middleware": [Middleware(add_security_headers), gate],
                    "routes": list(place.routes),
                    **beside,
                },
                mcp_server=False,  # Gradio's own asks nobody for the login
                footer_links=[],
                run_history=False,  # it offers to send questions to a hub
                share=False,
                ssr_mode=False,
                max_file_size="1kb",  # nothing is ever uploaded to this page
                prevent_thread_lock=True,
                quiet=True,
            )
        except OSError:
            continue
        return str(address)
    last = place.port + PORTS_TRIED - 1
    raise UsageError(f"No free port from {place.port} to {last}: name one with --port.")
