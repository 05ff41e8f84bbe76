"""The page: `python app.py`. Wires the pipeline to Gradio and holds no logic of its own.

What each action of the reader shows is decided in rag/page/desk.py.
"""

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from datetime import date
from threading import Event, Thread
from typing import Any

from rag.archive import open_archive
from rag.clock import clock_day
from rag.errors import ClippingsError, UsageError
from rag.page import assets, composer, overview, reader
from rag.page.access import read_login, refuse_open_door
from rag.page.conversation import Turns
from rag.page.desk import Desk, View
from rag.page.policy import sealed
from rag.pipeline import Pipeline
from rag.settings import load_settings

PORTS_TRIED = 10  # from the one asked for upwards
QUESTIONS_AT_ONCE = 4  # over all tabs; more wait their turn, opening an article never waits
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
AT_ONCE = QUIET | {"queue": False, "trigger_mode": "multiple"}


def build(desk: Desk) -> Any:
    """The page as Gradio blocks."""
    import gradio as gr

    blank = desk.clear()

    def html(name: str, value: str = "", script: str | None = None) -> gr.HTML:
        return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=script)

    with gr.Blocks(title="Clippings", analytics_enabled=False, fill_width=True) as page:
        parts: dict[str, Any] = {"turns": gr.State(())}
        with gr.Row(elem_id="top"):
            html("masthead", overview.masthead(desk.status))
            parts["model"] = html("model")
        with gr.Column(elem_id="notices"):
            parts |= {name: html(name) for name in ("warning", "pull")}
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="left"):
                with gr.Column(elem_id="conversation"):
                    parts |= {name: html(name, blank[name]) for name in ("past", "current")}
                with gr.Column(elem_id="composer"):
                    form = composer.composer(desk.status.outlets)
                    bridge = html("bridge", form, assets.script())
                    parts["window"] = html("window", blank["window"])
            with gr.Column(elem_id="reader"):
                html("reader-bar", reader.BAR)
                for name in ("sources", "opened", "article"):
                    parts[name] = html(name, blank[name])
        parts["spoken"] = html("spoken", blank["spoken"])
        _listen(desk, page, bridge, parts)
    return page


def _listen(desk: Desk, page: Any, bridge: Any, parts: dict[str, Any]) -> None:
    """Join each `trigger(name, {sent})` of the scripts to the method of `desk` that answers it.

    What stands outside of the queue is served at once, however many answers are being written.
    """
    import gradio as gr

    def shown(view: View) -> dict[Any, Any]:
        return {parts[name]: value for name, value in view.items()}

    def grow(action: Callable[[Turns, Any], Generator[View, None, None]]) -> Callable[..., Any]:
        def listener(turns: Turns, event: gr.EventData) -> Iterator[dict[Any, Any]]:
            with closing(action(turns, event.sent)) as views:
                yield from map(shown, views)

        return listener

    def act(action: Callable[[Turns, Any], View]) -> Callable[..., dict[Any, Any]]:
        def listener(turns: Turns, event: gr.EventData) -> dict[Any, Any]:
            return shown(action(turns, event.sent))

        return listener

    def look() -> dict[Any, Any]:
        return shown(desk.model())

    wires = {"inputs": parts["turns"], "outputs": list(parts.values())}
    asking = bridge.ask(grow(desk.ask), **wires, **QUIET, concurrency_limit=QUESTIONS_AT_ONCE)
    bridge.stop(act(desk.stop), **wires, **AT_ONCE, cancels=[asking])
    bridge.clear(act(desk.clear), **wires, **AT_ONCE, cancels=[asking])
    bridge.limit(act(desk.limit), **wires, **AT_ONCE)
    bridge.sources(act(desk.list_sources), **wires, **AT_ONCE)
    bridge.open(act(desk.open_article), **wires, **AT_ONCE)

    getting = bridge.get(grow(desk.get_model), **wires, **QUIET, concurrency_limit=None)
    bridge.leave(act(desk.leave_model), **wires, **AT_ONCE, cancels=[getting])
    bridge.check(act(desk.model), **wires, **AT_ONCE)
    for moment in (page.load, asking.then):  # an answer may have found the server gone
        moment(look, None, wires["outputs"], **AT_ONCE)


def serve(page: Any, host: str, port: int, login: tuple[str, str] | None) -> str:
    """Serve in the background; gives the address. Raises UsageError where no port is free."""
    import gradio as gr
    from starlette.middleware import Middleware

    for attempt in range(port, port + PORTS_TRIED):
        try:
            _, address, _ = page.launch(
                server_name=host,
                server_port=attempt,
                auth=login,
                theme=gr.themes.Base(font=SANS, font_mono=MONO),
                # As `css=` Gradio would rewrite the selectors, and break those with :has and :is.
                head=f"<style>{assets.styles()}</style>",
                app_kwargs={"middleware": [Middleware(sealed)]},
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
    raise UsageError(f"No free port from {port} to {port + PORTS_TRIED - 1}: name one with --port.")


def run(options: argparse.Namespace) -> None:
    """Open the archive and serve its page until interrupted."""
    login = read_login(options.auth)
    refuse_open_door(options.host, login=login, insist=options.no_auth)
    settings = load_settings(archive=options.archive, model=options.model)
    with open_archive(settings.archive, settings=settings) as archive:
        pipeline = Pipeline(archive, settings=settings)
        desk = Desk(archive, pipeline, lambda: options.today or clock_day())
        page = build(desk)
        _say(f"Clippings is open at {serve(page, options.host, options.port, login)}")
        Thread(target=_warm_up, args=[pipeline], daemon=True).start()
        try:
            Event().wait()
        except KeyboardInterrupt:
            _say("\nClosed.")
        finally:
            page.close(verbose=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    # Before Gradio is imported: it reports nothing, and no proxy stands between it and itself.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["NO_PROXY"] = ",".join(("127.0.0.1,localhost", os.environ.get("NO_PROXY", "")))
    try:
        run(_options(arguments))
    except ClippingsError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Ask a news archive in a browser.")
    parser.add_argument("--archive", metavar="DIR", help="folder of the archive")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=7860, help="the first of ten that are tried")
    parser.add_argument("--model", metavar="NAME", help='an Ollama model, or "none"')
    parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="a day to stay at")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="ask for these before anything")
    parser.add_argument("--no-auth", action="store_true", help="let in anyone who can reach it")
    return parser.parse_args(arguments)


def _warm_up(pipeline: Pipeline) -> None:
    try:
        pipeline.warm_up()
    except ClippingsError as error:
        sys.stderr.write(f"{error}\n")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
