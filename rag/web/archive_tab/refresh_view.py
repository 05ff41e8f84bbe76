"""The refresh on the page: how far it is, and what it did."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from rag.formatting import format_count
from rag.web.archive_tab.refresh_runs import State
from rag.web.templating import render

STAGES = {  # as ingest calls them, in the words of a reader
    "Reading": "Reading the sources",
    "Cutting": "Cutting articles into passages",
    "Embedding": "Embedding passages",
    "Indexing": "Writing the index",
}
CANCELLED = "Cancelled. The archive is as it was; what was embedded is kept for next time."


def render_progress(state: State, *, already: bool = False) -> Markup:
    """How the refresh stands; nothing before the first. `already`: it was to be begun once more."""
    if state.running:
        return _render_running(state, already=already)
    if state.cancelled:
        return render("refresh", "ended", says=CANCELLED)
    if state.fault:
        return render("refresh", "failed", why=state.fault)
    if not state.summary:
        return Markup()
    rest = render("refresh", "done", summary=state.summary, turn=state.turn)
    return render("refresh", "ended", says="Refreshed.", rest=rest)


def _render_running(state: State, *, already: bool) -> Markup:
    stage = state.stage
    done, total = stage.get("done") or 0, stage.get("total")
    name = STAGES.get(str(stage.get("stage")), "Starting")
    return render(
        "refresh", "running", cancelled=state.cancelled, already=already,
        stage="Cancelling" if state.cancelled else name,
        percent=min(100, 100 * done // total) if total and not state.cancelled else None,
        amount=_format_amount(stage), note=str(stage.get("note", "")),
    )  # fmt: skip


def _format_amount(stage: Mapping[str, Any]) -> str:
    done, total, unit = stage.get("done") or 0, stage.get("total"), str(stage.get("unit", ""))
    if not done:
        return ""
    says = f"{done:,} of {total:,} {unit}" if total else format_count(done, unit.rstrip("s"))
    if stage.get("stage") == "Reading" and (sources := stage.get("sources")):
        says += f" in {format_count(sources, 'source')}"
    return says
