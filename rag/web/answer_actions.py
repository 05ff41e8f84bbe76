"""What a reader can do with an answer: copy it, take it away as a file, edit its question.

No file is ever made on the server: the text goes to the browser, whose script (taking.js) puts it
on the clipboard or saves it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from rag.errors import UsageError
from rag.export.clipboard import write_plain_text
from rag.export.formats import FORMATS
from rag.export.records import Export
from rag.types import Answer
from rag.web.conversation import Turn, Turns, find_turn, name_place
from rag.web.templating import render

ABOUT = {  # each format: how it is called, and what it is good for
    "markdown": ("Markdown", "Text for an editor or a wiki"),
    "html": ("HTML", "A page to read, print or send on"),
    "csl": ("CSL-JSON", "The sources, for Zotero and other reference managers"),
    "json": ("JSON", "Everything, for programs"),
}
GONE = "The server no longer holds this conversation. Reload the page."
NAMELESS = "archive"  # what the folder is called where nobody chose a name
LONGEST_NAME = 48  # characters of a question in the name of a file


def render_actions(turn: Turn, index: int) -> Markup:
    """The buttons under a turn; none of them while its answer is being written."""
    if turn.running:
        return Markup()
    place = name_place(index) if turn.answer and turn.answer.text else ""
    formats = [(name, *ABOUT[name]) for name in FORMATS]
    return render("actions", "actions", index=index, place=place, formats=formats)


def take_answer(
    turns: Turns, sent: Mapping[str, Any], *, archive: str, today: date
) -> dict[str, str]:
    """The text that the browser asked for, and for a file its name and type.

    `archive` is the path of the archive, `today` the day on which this is taken.

    `sent` has the place of an `answer`, the name of a `format` ("text" for the clipboard), whether
    the `whole` conversation is meant, and the places that the reader has `open`: a folded text is
    taken along only there. Raises UsageError where there is no such thing.
    """
    turn, form = find_turn(turns, sent.get("answer")), sent.get("format")
    if turn is None or not turn.answer or not turn.answer.text:
        raise UsageError(GONE)
    opened = sent.get("open")
    taken = [
        _leave_folded(one.answer, name_place(index, instead=True), opened)
        for index, one in enumerate(turns)
        if one.answer and one.answer.text and (sent.get("whole") or one is turn)
    ]
    if form == "text":
        return {"text": write_plain_text(taken[-1])}
    if not isinstance(form, str) or form not in FORMATS:
        raise UsageError("There is no such format to export to.")
    # What was asked as of an earlier day does not tell on which day that was.
    asked = today if turn.request.as_of else turn.request.today
    export = Export(tuple(taken), asked, name_archive(archive))
    return {
        "text": FORMATS[form].write(export),
        "name": name_file(export.answers[0].question) + FORMATS[form].suffix,
        "type": FORMATS[form].media_type,
    }


def _leave_folded(answer: Answer, place: str, opened: object) -> Answer:
    """The answer without a text that its reader has not unfolded."""
    kept = not answer.folded or (isinstance(opened, list) and place in opened)
    return answer if kept else replace(answer, instead=None)


def name_file(question: str) -> str:
    """A name for a file that every file system takes: letters, digits and hyphens."""
    words = re.sub(r"[\W_]+", "-", question.lower()).strip("-")
    if len(words) > LONGEST_NAME:
        words = words[: LONGEST_NAME + 1].rpartition("-")[0] or words[:LONGEST_NAME]
    return f"clippings-{words}".removesuffix("-")


def name_archive(path: str) -> str:
    """What readers call the archive at `path`: its folder, if somebody chose a name for it."""
    name = Path(path).resolve().name
    return "" if name == NAMELESS else name
