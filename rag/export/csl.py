"""An export as CSL-JSON, which reference managers and citation processors read.

Follows the Citation Style Language's data schema, csl-data.json of version 1.0.2: an array of
items of type `article-newspaper`, one for each article. `note` quotes the cited sentences for
people; `custom`, which the schema leaves to programs, holds the records for verification.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain, count
from operator import attrgetter
from typing import Any

from rag.export.json_object import dump_json
from rag.export.person_names import make_csl_name
from rag.export.phrases import format_place, keep_web_address, tidy_line
from rag.export.records import MARK, Export, hash_sentence, make_record
from rag.types import Citation

# What tells articles apart; one that was changed during the conversation is two.
identify_article = attrgetter("article_id", "title", "outlet", "authors", "url", "published")


def write_csl_json(export: Export) -> str:
    """One item for each article as it was cited, in the order of the first citations of them."""
    cited: dict[tuple[Any, ...], list[tuple[str, Citation]]] = {}
    for place, answer in export.place_answers():
        for citation in answer.citations:
            cited.setdefault(identify_article(citation), []).append((place, citation))
    ids = _make_ids([article[0] for article in cited])
    return dump_json([_make_item(export, *pair) for pair in zip(ids, cited.values(), strict=True)])


def _make_ids(article_ids: list[str]) -> Iterator[str]:
    """The ids, each once: a second item of the same article is "id#2"."""
    taken: set[str] = set()
    for article_id in article_ids:
        names = chain([article_id], (f"{article_id}#{n}" for n in count(2)))
        id_ = next(name for name in names if name not in taken)
        taken.add(id_)
        yield id_


def _make_item(export: Export, id_: str, cited: list[tuple[str, Citation]]) -> dict[str, Any]:
    article = cited[0][1]
    values = {
        "id": id_,
        "type": "article-newspaper",
        "title": tidy_line(article.title),
        "container-title": tidy_line(article.outlet),
        "author": [
            make_csl_name(tidy_line(author)) for author in article.authors if author.strip()
        ],
        "issued": _make_date(date.fromisoformat(article.published[:10]))
        if article.published
        else None,
        "URL": keep_web_address(article.url),
        "accessed": _make_date(export.asked),
        "note": "\n".join(_write_note(place, citation) for place, citation in cited),
        "custom": {
            MARK: export.make_heading(len(cited))
            | {"citations": [make_record(place, citation).to_dict() for place, citation in cited]}
        },
    }
    return {name: value for name, value in values.items() if value or name == "id"}


def _write_note(answer: str, citation: Citation) -> str:
    return (
        f"Answer {answer} [{citation.n}]: “{tidy_line(citation.sentence)}”"
        f" ({format_place(citation)}, SHA-256 {hash_sentence(citation.sentence)})"
    )


def _make_date(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}
