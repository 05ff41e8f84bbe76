"""Small PDFs for tests, written by hand: text set in Helvetica where the test wants it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842  # points, A4


class Text(NamedTuple):
    """A line of text that begins at x and stands on y, both in points from the lower left."""

    x: float
    y: float
    text: str
    size: float = 10
    before: str = ""  # operators that come before it: colour, way of drawing


def column(x: float, top: float, lines: Sequence[str], *, size: float = 10) -> list[Text]:
    """Lines below one another, the first at `top`; one that begins with a tab is indented."""
    step = 1.3 * size
    return [
        Text(x + size * line.startswith("\t"), top - number * step, line.strip("\t"), size)
        for number, line in enumerate(lines)
    ]


def pdf(
    pages: Sequence[Sequence[Text]],
    info: Mapping[str, str] | None = None,
    *,
    locked: bool = False,
    turn: int = 0,
) -> bytes:
    """A PDF of these pages. `locked`: with a password; `turn`: degrees by which pages are shown."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, texts in enumerate(pages):
        stream = "\n".join(map(_drawn, texts))
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {turn} "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream",
        ]
    pairs = " ".join(f"/{name} ({_escaped(value)})" for name, value in (info or {}).items())
    objects.append(f"<< {pairs} >>")
    trailer = f"/Root 1 0 R /Info {len(objects)} 0 R"
    if locked:
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<{'43' * 16}> <{'43' * 16}>]"
    return _file(objects, trailer)


def _drawn(text: Text) -> str:
    return (
        f"q {text.before} BT /F {text.size} Tf {text.x:.2f} {text.y:.2f} Td "
        f"({_escaped(text.text)}) Tj ET Q"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Sequence[str], trailer: str) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return data + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode("ascii")
