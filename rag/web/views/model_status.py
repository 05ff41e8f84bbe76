"""What the page says of the model: who writes the answers, and how far a missing one has come.

Beside the state stands what can be done about it: get a model that the server lacks, or look again
where nothing answered. waiting.js joins both buttons to the handlers.
"""

from typing import TYPE_CHECKING

from markupsafe import Markup

from rag.llm.model_choice import NO_MODEL
from rag.web.templating import render

if TYPE_CHECKING:
    from rag.llm.model_choice import ModelState
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


def render_model_line(state: "ModelState", *, checks: int = 0) -> Markup:
    """Who will write the answers, with a dot that is filled when a model is ready.

    `checks` is how often the reader has looked again: so the line changes, though its words stay,
    and waiting.js's "Checking …" makes room for them.
    """
    can_check = not state.reachable and state.name != NO_MODEL
    return render("model_status", "model_line", state=state, checks=checks, can_check=can_check)


def render_download(name: str, progress: "PullProgress | None" = None) -> Markup:
    """The model on its way, with a bar."""
    part = progress.part if progress else None
    percent = None if part is None else int(100 * part)  # 100 only when all of it is there
    amount = ""
    if progress and percent is not None:
        megabytes = [round(count / MEGABYTE) for count in (progress.completed, progress.total)]
        amount = f"{percent} %, {megabytes[0]:,} of {megabytes[1]:,} MB"
    step = _find_step(progress.status if progress else "pulling manifest")
    values = {"name": name, "step": step, "percent": percent, "amount": amount}
    return render("model_status", "download", **values)


def _find_step(status: str) -> str:
    return next((plain for said, plain in STEPS.items() if status.startswith(said)), status)
