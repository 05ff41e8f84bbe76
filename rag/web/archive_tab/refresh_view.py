"""The refresh on the page: the form it is begun with, how far it is, and what it did."""

from collections.abc import Mapping, Sequence
from typing import Any

from rag.formatting import format_count
from rag.web.archive_tab.refresh_runs import State
from rag.web.markup import escape

STAGES = {  # as ingest calls them, in the words of a reader
    "Reading": "Reading the sources",
    "Cutting": "Cutting articles into passages",
    "Embedding": "Embedding passages",
    "Indexing": "Writing the index",
}
COUNTS = (
    ("read", "read"),
    ("added", "added"),
    ("changed", "changed"),
    ("unchanged", "unchanged"),
    ("removed", "removed"),
    ("duplicates", "duplicates"),
)
LISTED = 20  # failures that are told one by one


def form(roots: Sequence[str]) -> str:
    """Where to name the sources; `roots` are those that the articles came from."""
    rows = min(max(len(roots), 1), 6)
    return (
        '<form id="refresh" class="refresh" autocomplete="off">'
        '<label for="sources-named">Refresh from</label>'
        f'<textarea id="sources-named" name="names" rows="{rows}" dir="ltr" spellcheck="false"'
        f' aria-describedby="sources-help">{escape(chr(10).join(roots))}</textarea>'
        '<p id="sources-help" class="help">Files and folders of the machine that this page runs '
        "on, or addresses of articles, feeds and sitemaps; one a line. Only what is new, changed "
        "or gone since is worked on, and you can ask and read meanwhile.</p>"
        '<button type="submit" class="primary">Refresh</button></form>'
    )


def shown(state: State, *, already: bool = False) -> str:
    """How the refresh stands; "" before the first one. `already`: it was to be begun once more."""
    if state.running:
        return _running(state, already=already)
    if state.cancelled:
        return _end("Cancelled. The archive is as it was; what was embedded is kept for next time.")
    if state.fault:
        return fault(state.fault)
    return _done(state) if state.summary else ""


def fault(says: str) -> str:
    """Why nothing was done."""
    return f'<div class="outcome"><p class="fault" role="alert">{escape(says)}</p></div>'


def _running(state: State, *, already: bool) -> str:
    stage = state.stage
    name = STAGES.get(str(stage.get("stage")), "Starting")
    if state.cancelled:
        name = "Cancelling"
    done, total = stage.get("done") or 0, stage.get("total")
    value = f' value="{min(100, 100 * done // total)}"' if total and not state.cancelled else ""
    before = (
        '<p role="alert">A refresh is running already. This is how far it is.</p>'
        if already
        else ""
    )
    cancel = (
        "" if state.cancelled else '<button type="button" class="cancel-refresh">Cancel</button>'
    )
    return (
        f'<div class="outcome running" data-running="1">{before}'
        f'<p class="says" role="status">{escape(name)} …</p>'
        f'<progress max="100"{value} aria-label="Refresh"></progress>'
        f'<p class="amount">{_amount(stage)}</p>{cancel}</div>'
    )


def _amount(stage: Mapping[str, Any]) -> str:
    done, total, unit = stage.get("done") or 0, stage.get("total"), str(stage.get("unit", ""))
    if not done:
        return ""
    says = (
        f"{done:,} of {total:,} {escape(unit)}" if total else format_count(done, unit.rstrip("s"))
    )
    if stage.get("stage") == "Reading" and (sources := stage.get("sources")):
        says += f" in {format_count(sources, 'source')}"
    note = escape(str(stage.get("note", "")))
    return says + (f' <span class="note" dir="auto">{note}</span>' if note else "")


def _done(state: State) -> str:
    summary = state.summary
    counts = "".join(
        f"<div><dt>{word}</dt><dd>{summary.get(name) or 0:,}</dd></div>" for name, word in COUNTS
    )
    failed = summary.get("failed") or ()
    counts += f"<div><dt>failed</dt><dd>{len(failed):,}</dd></div>"
    return _end(
        "Refreshed.",
        f'<dl class="counts">{counts}</dl>'
        f"{_notes('Could not be read, the rest is in:', failed, 'fault')}"
        f"{_withheld(state)}"
        f"{_notes('Held back:', summary.get('held') or ())}"
        f"{_notes('To be looked at:', summary.get('warnings') or ())}"
        f"{_notes('Left for the next refresh:', summary.get('left_out') or ())}",
    )


def _withheld(state: State) -> str:
    """Removals that wait for a word, with the button that gives it for these and no others."""
    waiting = state.summary.get("withheld") or 0
    if not waiting:
        return ""
    articles = format_count(waiting, "article")
    return (
        f'<div class="withheld" role="alert"><p>{articles} that the sources no longer hold '
        f"{'is' if waiting == 1 else 'are'} still in the archive: more than a fifth of it, or all "
        "of a folder. A disk that is not connected looks the same.</p>"
        f'<button type="button" class="refresh-yes" data-turn="{state.turn}">'
        f"Remove {articles}</button></div>"
    )


def _notes(heading: str, notes: Sequence[Mapping[str, str]], css: str = "") -> str:
    if not notes:
        return ""
    items = "".join(
        f'<li><span class="where" dir="auto">{escape(note["source"])}</span>: '
        f"{escape(note['reason'])}</li>"
        for note in notes[:LISTED]
    )
    more = len(notes) - LISTED
    rest = f"<li>and {more:,} more</li>" if more > 0 else ""
    return f'<div class="notes {css}"><p>{heading}</p><ul>{items}{rest}</ul></div>'


def _end(says: str, rest: str = "") -> str:
    return f'<div class="outcome"><p class="says" role="status">{says}</p>{rest}</div>'
