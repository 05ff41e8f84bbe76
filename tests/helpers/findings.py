"""How an answer of source sentences must be written, read again from its text alone."""

import re
from itertools import groupby

from rag.answering.claim_lines import parenthesize_numbers
from rag.answering.findings import format_source
from rag.answering.glosses.glossing import write_glossed
from rag.retrieval.search import Archive
from rag.text.listed import write_on_one_line
from rag.types import Answer, Citation

NUMBER = re.compile(r"\[(\d+)\]")
_REMARK = re.compile(r"\A \(said earlier; later report: [^()\n]+\)")


def assert_findings(answer: Answer, archive: Archive) -> None:
    """Quotations by article, a number behind each, then whose they are; else lines of ours."""
    by_number = {one.n: one for one in answer.citations}
    shown_in_turn = list(by_number)
    if answer.mode != "declined":
        assert all(len(claim.citations) == 1 for claim in answer.claims)
        shown_in_turn = [claim.citations[0] for claim in answer.claims]
        for claim in answer.claims:
            assert claim.text == write_citation(answer, by_number[claim.citations[0]])
    waiting = [(by_number[n], write_citation(answer, by_number[n])) for n in shown_in_turn]
    for paragraph in answer.text.split("\n\n") if answer.text else []:
        if not NUMBER.search(paragraph):
            assert "\n" not in paragraph, "a line of ours is one line"
            assert not paragraph.startswith("— ")
            continue
        rest, source = paragraph, ""
        while not source:
            citation, wording = waiting.pop(0)
            shown = f"{wording} [{citation.n}]"
            assert rest.startswith(shown), (rest, shown)
            rest = _REMARK.sub("", rest[len(shown) :]).removeprefix("\n")
            source = rest if rest == f"— {format_source(citation)}" else ""
    assert not waiting, "each citation stands in the text"
    _assert_addenda(answer, archive)


def write_citation(answer: Answer, citation: Citation) -> str:
    """The quotation as the text has it, with what is explained in it."""
    glosses = [gloss for gloss in dict.fromkeys(answer.glosses) if gloss.n == citation.n]
    return write_on_one_line(parenthesize_numbers(write_glossed(citation.sentence, glosses)))


def _assert_addenda(answer: Answer, archive: Archive) -> None:
    """What stands beside the text speaks of its citations, and of all of them."""
    by_number = {one.n: one for one in answer.citations}
    for gloss in answer.glosses:
        cited = by_number[gloss.n]
        assert 0 <= gloss.start < gloss.end <= len(cited.sentence)
        shown = archive.article(cited.article_id).text[gloss.shown_by.start : gloss.shown_by.end]
        assert shown == gloss.shown_by.text
        assert (gloss.shown_by.start, gloss.shown_by.end) != (cited.start, cited.end)
    if answer.articles:  # those beside what broke off have none
        assert sorted(n for one in answer.articles for n in one.citations) == sorted(by_number)
    for article in answer.articles:
        for n in article.citations:
            assert by_number[n].article_id == article.article_id
    days = [(one.published or "")[:10] for one in answer.articles]
    assert days == sorted(days, reverse=True), "newest first, undated last"
    assert answer.best is None or answer.best in by_number
    for pair in answer.superseded:
        older, newer = by_number[pair.n].published, by_number[pair.by].published
        assert (older or "9")[:10] < (newer or "")[:10], "both have a day, and it is the later one"
    assert {one.n for one in answer.figures} <= by_number.keys()
    since = [one.since or "" for one in answer.figures]
    assert since == sorted(since), "oldest first, what only went before first of all"


def list_runs(answer: Answer) -> list[str]:
    """The articles in the order of the text, one for each time that it is quoted in a row."""
    return [id_ for id_, _ in groupby(one.article_id for one in answer.citations)]
