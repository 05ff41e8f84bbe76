"""An answer with its references as plain text, to be pasted anywhere."""

from rag.export.phrases import credit, doubts, headline, notes, one_line, origin, tidy
from rag.formatting import INSTEAD
from rag.types import Answer, Citation


def write_plain_text(answer: Answer) -> str:
    """The answer as it reads, its numbered references, what is in doubt, and who wrote it."""
    parts = [tidy(answer.text), "\n".join(_reference(cited) for cited in answer.citations)]
    parts += doubts(answer)
    parts += notes(answer)
    parts.append(origin(answer))
    if answer.instead:
        parts += [f"{INSTEAD}:", write_plain_text(answer.instead)]
    return "\n\n".join(part for part in parts if part)


def _reference(citation: Citation) -> str:
    line = f"[{citation.n}] {headline(citation)}. {credit(citation)}."
    address = f" {one_line(citation.url)}" if citation.url else ""
    return f"{line}{address}\n    “{one_line(citation.sentence)}”"
