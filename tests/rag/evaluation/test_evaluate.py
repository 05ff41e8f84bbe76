"""`python -m rag eval`: questions with known answers, asked of a real archive."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.cli.commands import main
from rag.errors import UsageError
from rag.evaluation import floors
from rag.evaluation.evaluate import evaluate, hash_articles
from rag.evaluation.metrics import compute_reciprocal_rank
from rag.evaluation.questions import read_questions
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from tests.helpers.asking import AGENCY, OVER, STRIKE
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import DATA, TODAY

QUESTIONS, FLOOR = DATA / "questions.jsonl", DATA / "quality_floor.json"
NOTHING = "Who composed the national anthem of Kestria?"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], settled: None) -> Run:
    """Runs `eval`; gives the exit code and what was printed and complained of."""

    def go(*arguments: object) -> tuple[int, str, str]:
        code = main(["eval", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return go


def write(path: Path, *records: dict[str, Any] | str) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def asked(question: str, **stated: Any) -> dict[str, Any]:
    return {"question": question, "asked": TODAY.isoformat()} | stated


def test_the_figures_of_the_sample_archive_hold_their_floor(sample: Archive) -> None:
    """To raise it: python -m rag eval FILE --archive DIR --floor FLOOR --update-floor."""
    file = read_questions(QUESTIONS, today=TODAY)
    done = evaluate(sample, file, settings=Settings(), passages=100)
    assert (done.unknown, done.lost, file.day) == ((), 0, "")
    floors.check(FLOOR, done.figures(), done.data)


def test_the_questions_on_the_sample_archive_have_their_answers(sample: Archive) -> None:
    """An answer that no article of its question holds would measure nothing."""
    for question in read_questions(QUESTIONS, today=TODAY).questions:
        texts = [sample.article(id_).text for id_ in question.articles or ()]
        held = [answer for answer in question.answers or () if any(answer in t for t in texts)]
        assert tuple(held) == question.answers, question.id
        assert question.answerable is bool(texts)


def test_figures_come_from_what_is_found_and_answered(run: Run, tmp_path: Path) -> None:
    file = write(
        tmp_path / "q.jsonl",
        asked(STRIKE, articles=[AGENCY[1]], answers=[OVER]),
        asked(STRIKE, answers=["no sentence says this"]),
        asked(STRIKE, articles=["kc-20250620-01 is not there"]),
        asked(NOTHING, articles=[], answers=[], id="anthem", kind="another key"),
        asked("Is this measured?"),
    )
    code, out, err = run(file, "--json", "--misses")
    done = json.loads(out)
    assert (code, err) == (0, "")
    assert done["questions"] == 5
    figures = done["figures"]
    assert figures["hits@1"] == {"value": 0.5, "n": 2}, "any copy of a story is that story"
    assert figures["map"] == figures["ndcg@10"] == {"value": 0.5, "n": 2}
    assert figures["answer@5"] == {"value": 0.5, "n": 2}
    assert figures["answered"] == {"value": 1.0, "n": 3}
    assert figures["declined"]["n"] == 1
    assert done["unknown_articles"] == ["kc-20250620-01 is not there"]
    assert done["questions_without_their_articles"] == 1
    (missed,) = done["misses"]
    assert (missed["id"], missed["rank"], missed["question"]) == ("line 3", None, STRIKE)
    assert missed["wanted"] == ["kc-20250620-01 is not there"]
    assert missed["got"] in AGENCY
    assert set(done["milliseconds"]) == {"search", "answer"}
    assert 0 < done["milliseconds"]["search"]["p50"] <= done["milliseconds"]["search"]["p95"]


def test_a_report_for_a_person(run: Run, tmp_path: Path) -> None:
    file = write(
        tmp_path / "q.jsonl",
        asked(STRIKE, articles=[AGENCY[0]], answers=[OVER]),
        asked(STRIKE, articles=["gone"], id="old"),
    )
    code, out, err = run(file, "--misses")
    assert (code, err) == (0, "")
    assert "2 questions, 60 articles in the archive" in out
    assert "Articles found (n = 2)" in out
    assert "sentences (n = 1)" in out
    assert "lacks 1 of the articles" in out
    assert "count as missed: 1." in out
    assert f"old: {STRIKE} (asked 2026-10-30; not found)" in out
    assert "p95" in out


def test_only_what_is_stated_is_measured(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "q.jsonl", asked(STRIKE))
    done = json.loads(run(file, "--json")[1])
    assert done["figures"] == {}
    assert "misses" not in done


def test_a_ranking_is_that_of_search(sample: Archive, tmp_path: Path) -> None:
    wanted = ["svg-163", "svg-147"]
    question = "Why did the siren in Wexholt come late?"
    file = read_questions(
        write(tmp_path / "q.jsonl", asked(question, articles=wanted)), today=TODAY
    )
    done = evaluate(sample, file, settings=Settings(), passages=30)
    hits = sample.search(question, 30, today=TODAY)
    found = list(dict.fromkeys(hit.article_id for hit in hits))
    assert list(done.outcomes[0].ranking) == found
    assert done.figures()["mrr@10"].value == compute_reciprocal_rank(found, wanted, 10)


def test_the_day_is_todays_where_none_is_stated(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "q.jsonl", {"question": "What happened last week?"})
    done = json.loads(run(file, "--json", "--today", "2026-10-30")[1])
    assert done["data"]["asked"] == "2026-10-30"
    dated = write(tmp_path / "d.jsonl", asked("What happened last week?"))
    assert json.loads(run(dated, "--json", "--today", "2020-01-01")[1])["data"]["asked"] == ""
    assert read_questions(file, today=date(2020, 1, 1)).questions[0].asked == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "this is not JSON"),
        ("[]", "a question is a JSON object"),
        ('{"asked": "2026-10-30"}', "there is no `question`"),
        ('{"question": " "}', "there is no `question`"),
        ('{"question": "Who?", "asked": "yesterday"}', "`asked` is a day"),
        ('{"question": "Who?", "asked": 20261030}', "`asked` is a day"),
        ('{"question": "Who?", "articles": "svg-147"}', "`articles` is a list"),
        ('{"question": "Who?", "answers": [5]}', "`answers` is a list"),
        ('{"question": "Who?", "answers": ["?"]}', "without a letter or digit"),
    ],
)
def test_a_bad_line_is_named(run: Run, tmp_path: Path, line: str, reason: str) -> None:
    file = write(tmp_path / "q.jsonl", asked(STRIKE), "", line)
    code, out, err = run(file)
    assert (code, out) == (2, "")
    assert f"{file}, line 3: " in err
    assert reason in err


def test_what_other_programs_keep_in_a_line_is_passed_over(tmp_path: Path) -> None:
    file = write(tmp_path / "q.jsonl", {"id": 7, "question": "Who?", "choices": ["a", {"b": 1}]})
    [question] = read_questions(file, today=TODAY).questions
    assert (question.id, question.question) == ("7", "Who?")
    half_an_emoji, deep = r'"\ud83d"', "[" * 300 + "]" * 300
    file.write_text(
        f'{{"question": "Who?", "note": {half_an_emoji}, "tree": {deep}}}\n', encoding="utf-8"
    )
    assert [one.question for one in read_questions(file, today=TODAY).questions] == ["Who?"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe{}"])
def test_a_file_without_questions_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(content)
    assert run(file)[0] == 2
    with pytest.raises(UsageError, match=r"none\.jsonl cannot be read"):
        read_questions(tmp_path / "none.jsonl", today=TODAY)


def test_the_floor_through_the_command(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "q.jsonl", *[asked(STRIKE, articles=[AGENCY[0]])] * 2)
    floor = tmp_path / "floor.json"
    assert run(file, "--update-floor")[0] == 2, "where to?"
    assert run(file, "--floor", floor)[0] == 2, "there is none yet"
    assert run(file, "--floor", floor, "--update-floor")[0] == 0
    assert run(file, "--floor", floor)[0] == 0
    code, _, err = run(file, "--floor", floor, "-k", 20)
    assert code == 2
    assert "measured on other numbers of passages" in err
    pinned = json.loads(floor.read_text(encoding="utf-8"))
    pinned[0]["figures"]["map"]["value"] = 1.7  # no ranking reaches it, not even with tolerance
    floor.write_text(json.dumps(pinned), encoding="utf-8")
    code, out, err = run(file, "--floor", floor)
    assert code == 1
    assert "Articles found" in out, "what was measured is shown all the same"
    assert "map is 1.0000, the floor is 1.7000" in err
    assert run(file, "--floor", floor, "--update-floor")[0] == 1


def test_articles_are_known_again_wherever_they_come_from(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = Newsroom(tmp_path / "a"), Newsroom(tmp_path / "b")
    records = [
        {"id": f"n{n}", "title": f"Headline {n}", "published": f"2026-10-0{n}",
         "outlet": "Echo", "text": f"The ferry left pier {n} on time, the company said."}
        for n in (1, 2, 3)
    ]  # fmt: skip
    one.write_records("all.jsonl", *records)
    for record in reversed(records):
        other.write_records(f"deep/{record['id']}.jsonl", record)
    one.refresh()
    other.refresh()

    def digest(newsroom: Newsroom) -> str:
        opened = open_archive(newsroom.archive, embedder=newsroom.embedder)
        with opened as archive, archive.snapshot() as catalogue:
            return hash_articles(catalogue)

    same = digest(one)
    assert same == digest(other)
    for key, value in (("text", "It never left."), ("title", "Late"), ("published", "2026-10-09")):
        one.write_records("all.jsonl", records[0] | {key: value}, *records[1:])
        one.refresh()
        assert digest(one) != same, key
