"""What a terminal shows of a verification: one line for each citation, then what is newer."""

from collections.abc import Iterator

from rag.export.phrases import tidy_line
from rag.export.verification import Finding, Verification
from rag.formatting import format_count, format_day

LONGEST = 300  # characters of a sentence that are shown


def format_verification(verification: Verification) -> str:
    """Plain lines, the worst news not hidden among them: the first counts what is not the same."""
    lines = (
        [_format_summary(verification), ""]
        if verification.findings
        else [_format_summary(verification)]
    )
    lines += [_format_finding(finding) for finding in verification.findings]
    if verification.damaged:
        lost = format_count(verification.damaged, "citation")
        lines.append(f"{lost} of the export cannot be read or was taken out of the file.")
    lines += [
        f"Newer version: {tidy_line(id_)} was changed, last seen on {day}."
        for id_, day in verification.newer.items()
    ]
    return "\n".join(lines)


def _format_summary(verification: Verification) -> str:
    asked = f" of {format_day(verification.asked)}" if verification.asked else ""
    name = verification.exported_from
    origin = f" from {name}" if name else ""
    checked = f"Export{asked}{origin}, checked against {verification.archive}: "
    total = len(verification.findings)
    if not total:
        return f"{checked}no citation in it can be checked."
    same = sum(finding.same for finding in verification.findings)
    return f"{checked}{format_count(total, 'citation')}, {same:,} the same."


def _format_finding(finding: Finding) -> str:
    record = finding.record
    told = [_describe_sentence(finding), *_list_asides(finding)]
    return tidy_line(f"{record.answer} [{record.n}] {' '.join(told)}")


def _describe_sentence(finding: Finding) -> str:
    """What became of the sentence itself."""
    record = finding.record
    cited = f"{_quote_text(record.sentence)} ({record.article_id})"
    span = f"characters {finding.now_start}–{finding.now_end}"
    if finding.kind == "same":
        return f"Same: {cited}"
    if finding.kind == "moved":
        was = f"{record.start}–{record.end}"
        return f"Moved: {cited} stands at {span} now, no longer at {was}."
    if finding.kind == "gone":
        copy = f" {finding.elsewhere} has the sentence." if finding.elsewhere else ""
        return f"Gone: the article is not in the archive now: {cited}.{copy}"
    if finding.kind == "forged":
        return f"Forged: sentence, place and hash do not fit each other: {cited}."
    now = f" Nearest now, {span}: {_quote_text(finding.nearest)}" if finding.nearest else ""
    if finding.kind == "changed":
        return f"Changed: on {finding.changed} the article dropped {cited}.{now}"
    return f"Unknown: no version of the article in the archive has {cited}.{now}"


def _list_asides(finding: Finding) -> Iterator[str]:
    for name, (was, now) in finding.metadata.items():
        yield f"The {name} was {_quote_text(was)}, is now {_quote_text(now)}."
    if not finding.shown:
        yield "The file does not show the sentence in these words."


def _quote_text(text: str) -> str:
    line = tidy_line(text)
    return f"“{line if len(line) <= LONGEST else line[:LONGEST] + ' …'}”" if line else "none"
