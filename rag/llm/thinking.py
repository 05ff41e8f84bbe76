"""The thinking that some models write into their answers, and that no reader is shown."""

from collections.abc import Iterator


def strip_thinking(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces less a leading <think>…</think>, even where the tags come in parts."""
    held = ""
    for piece in pieces:
        held += piece
        start = held.lstrip()
        if start.startswith("<think>"):
            _, closed, rest = start.partition("</think>")
            if closed:
                held = rest.lstrip()
                break
        elif not "<think>".startswith(start):
            break
    if held and not held.lstrip().startswith("<think>"):
        yield held
    yield from pieces
