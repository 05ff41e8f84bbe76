"""What the page says of the model: who writes the answers, and how far a missing one has come.

Beside the state stands what can be done about it: get a model that the server lacks, or look again
where nothing answered. waiting.js joins both buttons to the desk.
"""

from typing import TYPE_CHECKING

from rag.llm.choice import NO_MODEL
from rag.web.markup import escape, isolated

if TYPE_CHECKING:
    from rag.llm.choice import ModelState
    from rag.llm.pull import PullProgress

MEGABYTE = 1_000_000
STEPS = {  # the server's words, as they begin, in those of its readers; the first that fits
    "pulling manifest": "looking it up",
    "pulling": "downloading",
    "verifying": "checking that it arrived whole",
    "writing": "putting it in place",
    "removing": "clearing up",
    "success": "done",
}


def model_line(state: "ModelState", *, checks: int = 0) -> str:
    """Who will write the answers, with a dot that is filled when a model is ready.

    `checks` is how often the reader has looked again: so the line changes, though its words stay,
    and waiting.js's "Checking …" makes room for them.
    """
    kind = "ready" if state.installed else "absent"
    return (
        f'<div class="model {kind}" data-checks="{checks}"><p class="says" role="status"'
        f' title="{escape(state.message)}"><span class="dot" aria-hidden="true"></span>'
        f"<span>{escape(state.message)}</span></p>{_remedy(state)}</div>"
    )


def unusable(fault: str) -> str:
    """The line where the settings name a model that cannot be used."""
    return (
        '<div class="model absent"><p class="says" role="status"'
        f' title="{escape(fault)}"><span class="dot" aria-hidden="true"></span>'
        f"<span>{escape(fault)}</span></p></div>"
    )


def warning_line(warning: str) -> str:
    """What is wrong although the model works; "" where nothing is."""
    return f'<p class="notice warning" role="note">{escape(warning)}</p>' if warning else ""


def pulling(name: str, progress: "PullProgress | None" = None) -> str:
    """The model on its way, with a bar; a screen reader hears of each step, not of each percent."""
    step = _step(progress.status) if progress else STEPS["pulling manifest"]
    part = progress.part if progress else None
    value = "" if part is None else f' value="{_percent(part)}"'
    return (
        f'<div class="notice pull"><p class="says" role="status">Getting {isolated(name)}: '
        f"{escape(step)}</p>"
        f'<progress max="100"{value} aria-label="Download of {escape(name)}"></progress>'
        f'<span class="amount">{_amount(progress) if progress else ""}</span>'
        '<button type="button" class="cancel-pull">Cancel</button></div>'
    )


def pull_failed(fault: str) -> str:
    """Why the model did not come."""
    return (
        f'<div class="notice"><p class="fault" role="alert">{escape(fault)}</p>'
        '<button type="button" class="cancel-pull">Close</button></div>'
    )


def _remedy(state: "ModelState") -> str:
    if state.pullable:
        name = escape(state.pullable)
        return f'<button type="button" class="get-model">Get {name}</button>'
    if not state.reachable and state.name != NO_MODEL:
        return '<button type="button" class="check-model">Check again</button>'
    return ""


def _step(status: str) -> str:
    return next((plain for said, plain in STEPS.items() if status.startswith(said)), status)


def _percent(part: float) -> int:
    return int(100 * part)  # 100 only when all of it is there


def _amount(progress: "PullProgress") -> str:
    if progress.part is None:
        return ""
    megabytes = [round(count / MEGABYTE) for count in (progress.completed, progress.total)]
    return f"{_percent(progress.part)} %, {megabytes[0]:,} of {megabytes[1]:,} MB"
