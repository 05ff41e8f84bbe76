"""An evaluation for a person, and as the object that `python -m rag eval --json` prints."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rag.evaluation.evaluate import Evaluation, Outcome
from rag.evaluation.floors import Figure

GROUPS = {
    "Articles found": ("hits@1", "hits@4", "hits@10", "mrr@10", "map", "ndcg@10"),
    "Answer in the first cited sentences": ("answer@1", "answer@3", "answer@5"),
    "Of those that the archive answers, answered": ("answered",),
    "Of those that it does not answer, declined": ("declined",),
}
SHOWN_IDS = 5  # of articles that the archive lacks


def format_report(evaluation: Evaluation, *, misses: bool = False) -> str:
    """Some lines for a terminal; with `misses`, the questions whose first article was another."""
    figures = evaluation.figures()
    count = len(evaluation.outcomes)
    lines = [f"{count:,} questions, {evaluation.articles:,} articles in the archive", ""]
    for title, names in GROUPS.items():
        lines += _format_group(title, {name: figures[name] for name in names if name in figures})
    lines.append(f"{'Of all questions, declined':<60}{evaluation.declined():.3f}")
    timed = {
        "search": f"Milliseconds of a search for {evaluation.data.passages:,} passages",
        "answer": "Milliseconds of a whole answer",
    }
    for name, times in evaluation.latencies().items():
        lines.append(f"{timed[name]:<60}p50 {times['p50']:.0f}, p95 {times['p95']:.0f}")
    lines += _format_warnings(evaluation)
    if misses:
        lines += ["", *_format_misses(evaluation.misses())]
    return "\n".join(lines)


def build_report(evaluation: Evaluation, *, misses: bool = False) -> dict[str, Any]:
    """What `--json` prints; `misses` adds a list of them."""
    values: dict[str, Any] = {
        "questions": len(evaluation.outcomes),
        "articles": evaluation.articles,
        "figures": {
            name: {"value": round(figure.value, 4), "n": figure.n}
            for name, figure in evaluation.figures().items()
        },
        "declined": round(evaluation.declined(), 4),
        "milliseconds": {
            name: {share: round(value, 1) for share, value in times.items()}
            for name, times in evaluation.latencies().items()
        },
        "unknown_articles": list(evaluation.unknown),
        "questions_without_their_articles": evaluation.lost,
        "data": asdict(evaluation.data),
    }
    if misses:
        values["misses"] = [_build_miss(one) for one in evaluation.misses()]
    return values


def _format_group(title: str, figures: Mapping[str, Figure]) -> list[str]:
    """A line where there is one figure, else one each below a heading; n stands beside them."""
    if not figures:
        return []
    (first, *rest) = figures.values()
    if not rest:
        return [f"{title + f' (n = {first.n:,})':<60}{first.value:.3f}"]
    shown = "".join(f"{name:>10}" for name in figures)
    values = "".join(f"{figure.value:>10.3f}" for figure in figures.values())
    return [f"{title} (n = {first.n:,})", shown, values, ""]


def _format_warnings(evaluation: Evaluation) -> list[str]:
    if not evaluation.unknown:
        return []
    shown = ", ".join(evaluation.unknown[:SHOWN_IDS])
    more = ", …" if len(evaluation.unknown) > SHOWN_IDS else ""
    return [
        "",
        f"Warning: the archive lacks {len(evaluation.unknown):,} of the articles that the "
        f"questions want ({shown}{more}). Questions that cannot find any of theirs and count as "
        f"missed: {evaluation.lost:,}.",
    ]


def _format_misses(missed: Sequence[Outcome]) -> list[str]:
    lines = [f"{len(missed):,} questions whose first article was not a wanted one"]
    for one in missed:
        values = _build_miss(one)
        where = f"rank {one.rank}" if one.rank else "not found"
        lines += [
            f"{values['id']}: {values['question']} (asked {values['asked']}; {where})",
            f"    wanted {' or '.join(values['wanted'])}",
            f"    got    {values['got'] or 'nothing'}",
        ]
    return lines


def _build_miss(one: Outcome) -> dict[str, Any]:
    return {
        "id": one.question.id,
        "question": one.question.question,
        "asked": one.question.asked.isoformat(),
        "rank": one.rank,
        "wanted": list(one.question.articles or ()),
        "got": one.ranking[0] if one.ranking else None,
    }
