"""The page: `python app.py`. Opens the archive, puts the parts together and serves them.

What each action of the reader shows is decided in rag/web/handlers.py.
"""

import argparse
import os
import sys
from collections.abc import Generator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from ingest.worker import refresh_in_worker
from rag.answering.pipeline import Pipeline
from rag.clock import read_clock_day, read_clock_moment
from rag.errors import ClippingsError
from rag.retrieval.search import open_archive
from rag.settings import load_settings
from rag.web.api.endpoints import Endpoints
from rag.web.api.health import Health, make_health_route
from rag.web.api.mcp_server import MCP_PATH, Tools
from rag.web.archive_tab.refresh_runs import Refreshing, Told
from rag.web.archive_tab.tab import ArchiveTab
from rag.web.handlers import Handlers
from rag.web.page import ServerOptions, build_page, serve_page
from rag.web.security.access import read_login, refuse_open_door, refuse_open_ingest


def run(options: argparse.Namespace) -> None:
    """Open the archive and serve its page until interrupted."""
    login = read_login(options.auth)
    refuse_open_door(options.host, login=login, insist=options.no_auth)
    if options.allow_ingest:
        refuse_open_ingest(options.host, login=login, root_path=options.root_path)
    settings = load_settings(archive=options.archive, model=options.model)
    with open_archive(settings.archive, settings=settings) as archive:
        pipeline = Pipeline(archive, settings=settings)
        endpoints = Endpoints(archive, pipeline, lambda: options.today or read_clock_day())
        tools = Tools(endpoints, login) if options.mcp else None
        health = Health(archive, settings, discreet=login is not None)
        refreshing = Refreshing(partial(_refresh, archive.folder)) if options.allow_ingest else None
        handlers = Handlers(archive, pipeline, endpoints.today)
        page = build_page(handlers, ArchiveTab(archive, refreshing), endpoints)
        place = ServerOptions(
            host=options.host, port=options.port, login=login, root_path=options.root_path,
            routes=[make_health_route(health), *(tools.routes if tools else ())],
            lifespan=tools.lifespan if tools else None,
        )  # fmt: skip
        _serve(page, place, pipeline, tools=tools is not None)
        if refreshing:
            refreshing.cancel()


def _serve(page: Any, place: ServerOptions, pipeline: Pipeline, *, tools: bool) -> None:
    """Until interrupted; the page is up before the model is loaded."""
    address = serve_page(page, place)
    _say(f"Clippings is open at {address}")
    if tools:
        _say(f"Programs find its tools (MCP) at {address.rstrip('/')}{MCP_PATH}")
    Thread(target=_warm_up, args=[pipeline], daemon=True).start()
    try:
        while True:
            sleep(1)  # not for ever: a signal that another thread was given is only noticed then
    except KeyboardInterrupt:
        _say("\nClosed.")
    finally:
        page.close(verbose=False)


def _refresh(folder: Path, names: Sequence[str], *, yes: bool) -> Generator[Told, None, None]:
    return refresh_in_worker(names, folder, now=read_clock_moment(), yes=yes)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    # Before Gradio is imported: it reports nothing, and no proxy stands between it and itself.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["NO_PROXY"] = ",".join(("127.0.0.1,localhost", os.environ.get("NO_PROXY", "")))
    try:
        run(_read_options(arguments))
    except ClippingsError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Ask a news archive in a browser.")
    parser.add_argument("--archive", metavar="DIR", help="folder of the archive")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=7860, help="the first of ten that are tried")
    parser.add_argument("--model", metavar="NAME", help='an Ollama model, or "none"')
    parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="a day to stay at")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="ask for these before anything")
    parser.add_argument("--no-auth", action="store_true", help="let in anyone who can reach it")
    parser.add_argument(
        "--allow-ingest", action="store_true",
        help="let the page refresh the archive, from any file of this machine that can be read",
    )  # fmt: skip
    parser.add_argument("--mcp", action="store_true", help=f"offer its tools at {MCP_PATH}")
    parser.add_argument(
        "--root-path", default="", metavar="PATH",
        help="where another web server offers the page: /clippings, or the whole address",
    )  # fmt: skip
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
