"""An answer with its references as plain text, to be pasted anywhere."""

from rag.export.phrases import (
    format_credit,
    format_doubts,
    format_headline,
    format_notes,
    format_speaker,
    tidy,
    tidy_line,
)
from rag.formatting import head_instead
from rag.types import Answer, Citation


def write_plain_text(answer: Answer) -> str:
    """The answer as it reads, its numbered references, what is in doubt, and who wrote it."""
    parts = [tidy(answer.text), "\n".join(_write_reference(cited) for cited in answer.citations)]
    parts += format_doubts(answer)
    parts += format_notes(answer)
    parts.append(format_speaker(answer))
    if answer.instead:
        parts += [f"{head_instead(answer)}:", write_plain_text(answer.instead)]
    return "\n\n".join(part for part in parts if part)


def _write_reference(citation: Citation) -> str:
    line = f"[{citation.n}] {format_headline(citation)}. {format_credit(citation)}."
    address = f" {tidy_line(citation.url)}" if citation.url else ""
    return f"{line}{address}\n    “{tidy_line(citation.sentence)}”"
