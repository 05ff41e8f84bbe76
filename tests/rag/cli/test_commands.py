"""`python -m rag`: what others script against, and what a person reads."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.cli.commands import main
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import Archive
from tests.helpers.asking import AGENCY, OVER, STRIKE
from tests.helpers.newsroom import Newsroom
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.places import ROOT

ON = ["--today", "2026-10-30"]
ASK = {
    "question": str,
    "asked_as": str,
    "mode": str,
    "text": str,
    "claims": list,
    "citations": list,
    "window": (dict, type(None)),
    "scope": str,
    "best": (int, type(None)),
    "articles": list,
    "glosses": list,
    "superseded": list,
    "figures": list,
    "model": (str, type(None)),
    "complete": bool,
    "warnings": list,
    "timings": dict,
    "tokens": dict,
}
CLAIM = {"text": str, "support": str, "citations": list, "reason": str}
SOURCE = {"article_id": str, "title": str, "outlet": str, "published": (str, type(None))}
CITATION = SOURCE | {
    "n": int, "authors": list, "url": str, "sentence": str, "start": int, "end": int,
}  # fmt: skip
CITED = SOURCE | {"section": str, "citations": list}
GLOSS = {"n": int, "start": int, "end": int, "text": str, "shown_by": dict}
FIGURE = {"value": str, "unit": str, "since": (str, type(None)), "n": int}
HIT = SOURCE | {"passage_id": str, "score": float, "text": str, "start": int, "end": int}
WINDOW = {"from": (str, type(None)), "to": (str, type(None)), "why": str}
ARTICLE = {
    "id": str, "title": str, "text": str, "published": str, "outlet": str, "authors": list,
    "url": str, "path": str, "section": str, "language": str, "metadata": dict, "rights": str,
    "published_from": str, "updated": (str, type(None)), "version": (int, type(None)),
    "copies": list, "versions": list,
}  # fmt: skip
STATUS = {
    "path": str, "articles": int, "passages": int, "undated": int, "first_day": str,
    "last_day": str, "outlets": dict, "embedding_model": str, "generation": int, "refreshed": str,
    "index_whole": bool, "model": dict, "years": dict, "stories": int, "duplicates": int,
    "versions": int, "checked": str, "size": int, "reader": str,
}  # fmt: skip

Run = Callable[..., str]
pytestmark = pytest.mark.usefixtures("settled")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that succeeds; gives what it prints."""

    def go(*arguments: str) -> str:
        assert main(arguments) == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        return printed.out

    return go


def assert_shape(value: dict[str, Any], shape: dict[str, Any]) -> None:
    assert value.keys() == shape.keys()
    for key, kind in shape.items():
        assert isinstance(value[key], kind), key


def test_what_stands_beside_an_answer_is_in_its_json(run: Run) -> None:
    answer = json.loads(run("ask", "What does the Gannet Bridge cost?", *ON, "--json"))
    numbers = {one["n"] for one in answer["citations"]}
    assert answer["best"] == 1
    assert answer["scope"].startswith("Any time · All outlets · ")
    for name, shape in (("articles", CITED), ("figures", FIGURE)):
        assert answer[name]
        for one in answer[name]:
            assert_shape(one, shape)
    assert {n for one in answer["articles"] for n in one["citations"]} == numbers
    for pair in answer["superseded"]:
        assert pair.keys() == {"n", "by"}
        assert set(pair.values()) <= numbers
    assert answer["superseded"]
    explained = json.loads(run("ask", "Who is Ilse Varga?", *ON, "--json"))["glosses"]
    assert explained
    for gloss in explained:
        assert_shape(gloss, GLOSS)
        assert_shape(gloss["shown_by"], {"start": int, "end": int, "text": str})


def test_ask_as_json_and_for_a_person(run: Run, sample: Archive) -> None:
    answer = json.loads(run("ask", STRIKE, *ON, "--json"))
    assert_shape(answer, ASK)
    assert (answer["question"], answer["mode"], answer["window"]) == (STRIKE, "extractive", None)
    assert answer["claims"]
    for claim in answer["claims"]:
        assert_shape(claim, CLAIM)
        assert claim["support"] in {"supported", "weak", "unsupported"}
        assert set(claim["citations"]) <= {one["n"] for one in answer["citations"]}
    for citation in answer["citations"]:
        assert_shape(citation, CITATION)
        text = sample.article(citation["article_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["sentence"]
    assert all(isinstance(seconds, float) for seconds in answer["timings"].values())

    printed = run(STRIKE, *ON)
    assert printed.startswith(answer["text"]), "a question alone is the same as `ask`"
    listed = re.findall(r"^\[(\d+)\] (.+): “(.+)” \((.+)\)$", printed, flags=re.MULTILINE)
    assert [(int(n), sentence, id_) for n, _, sentence, id_ in listed] == [
        (one["n"], one["sentence"], one["article_id"]) for one in answer["citations"]
    ]
    for (_, source, *_), citation in zip(listed, answer["citations"], strict=True):
        assert citation["outlet"] in source
        assert citation["title"] in source
        assert citation["published"][:10] in source
    assert printed.endswith("Source sentences, no model.\n")


def test_what_a_model_wrote_is_marked_for_a_person(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaDouble("tiny:1b") as double:
        monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", double.url)
        double.reply(f"{OVER} A dragon signed it for 900 crowns. [S1]", prompt_eval_count=None)
        printed = run(
            "ask", f"{STRIKE[:-1]} in May 2026?", *ON, "--model", "tiny:1b",
            "--from", "2026-05-01", "--to", "2026-05-31", "--outlet", "The Kestrian Courier",
        )  # fmt: skip
    parts = printed.rstrip("\n").split("\n\n")
    assert parts[0] == f"{OVER} [1] […]"
    assert parts[1].startswith("[1] The Kestrian Courier, Rail strike ends")
    assert parts[2].startswith("Not in the sources: “A dragon signed it for 900 crowns.”")
    assert parts[3] == "Time window: from 2026-05-01 to 2026-05-31"
    assert parts[4].startswith("In all: 3 outlets, 1 wire story (first in The Kestrian Courier")
    assert parts[5] == "Written by tiny:1b; 1 of 2 sentences supported · 1 not in the sources."


def test_a_window_and_what_went_wrong_are_said(
    run: Run, dead_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", dead_url)
    monkeypatch.setenv("CLIPPINGS_MODEL", "tiny:1b")
    question = "What did the transport minister promise in May?"
    answer = json.loads(run(question, *ON, "--json"))
    assert_shape(answer["window"], WINDOW)
    assert (answer["window"]["from"], answer["window"]["to"]) == ("2026-05-01", "2026-05-31")
    [warning] = answer["warnings"]
    assert "ollama serve" in warning
    printed = run("What is the capital of Australia?", *ON)
    assert printed.startswith(
        "The archive does not answer this question. None of its articles mentions Australia.\n"
    )
    assert printed.endswith("The archive does not answer this.\n")


def test_search(run: Run, sample: Archive) -> None:
    hits = json.loads(run("search", STRIKE, *ON, "-k", "4", "--json"))
    assert len(hits) == 4
    for hit in hits:
        assert_shape(hit, HIT)
        assert sample.article(hit["article_id"]).text[hit["start"] : hit["end"]] == hit["text"]
    assert hits[0]["article_id"] in AGENCY
    printed = run("search", STRIKE, *ON, "-k", "4")
    blocks = printed.strip().split("\n\n")
    assert len(blocks) == 4
    for n, (block, hit) in enumerate(zip(blocks, hits, strict=True), start=1):
        assert block.startswith(f"{n}. {hit['outlet']}, {hit['title']}, ")
        assert hit["passage_id"] in block
        assert " ".join(hit["text"].split()) in block
    limited = json.loads(
        run("search", STRIKE, *ON, "--from", "2026-04-01", "--to", "2026-04-30",
            "--outlet", "Harbour Post", "--outlet", "Sarne Valley Gazette", "--json")
    )  # fmt: skip
    assert {hit["outlet"] for hit in limited} == {"Harbour Post", "Sarne Valley Gazette"}
    assert {hit["published"][:7] for hit in limited} == {"2026-04"}


def test_show(run: Run, sample: Archive) -> None:
    article = sample.article("kc-20260523-01")
    shown = json.loads(run("show", article.id, "--json"))
    assert_shape(shown, ARTICLE)
    assert shown["text"] == article.text
    assert shown["authors"] == list(article.authors)
    printed = run("show", article.id)
    assert printed.startswith(f"{article.title}\nThe Kestrian Courier · 2026-05-23")
    assert printed.endswith(f"\n\n{article.text}\n")
    assert article.url in printed
    assert article.path in printed


def test_status(run: Run, sample: Archive) -> None:
    status = json.loads(run("status", "--json"))
    assert_shape(status, STATUS)
    assert (status["articles"], status["undated"], status["index_whole"]) == (60, 1, True)
    assert status["passages"] == sample.status().passages
    assert (status["first_day"], status["last_day"]) == ("2025-01-09", "2026-10-28")
    assert sum(status["outlets"].values()) == 60
    assert_shape(
        status["model"], {"name": str, "reachable": bool, "installed": bool, "warning": str}
    )
    printed = run("status")
    assert "Articles    60 in" in printed
    assert "Reader      small\n" in printed
    assert "2025-01-09 to 2026-10-28, 1 undated" in printed
    for outlet, count in status["outlets"].items():
        assert re.search(rf"^ +{count}  {re.escape(outlet)}$", printed, flags=re.MULTILINE)


def test_status_knows_the_model(run: Run, monkeypatch: pytest.MonkeyPatch, dead_url: str) -> None:
    with OllamaDouble("tiny:1b") as double:
        monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", double.url)
        monkeypatch.setenv("CLIPPINGS_MODEL", "tiny:1b")
        model = json.loads(run("status", "--json"))["model"]
        assert model == {"name": "tiny:1b", "reachable": True, "installed": True, "warning": ""}
        assert "Model       tiny:1b writes the answers." in run("status")
        monkeypatch.setenv("CLIPPINGS_MODEL", "other:1b")
        assert "`ollama pull other:1b`" in run("status")
    monkeypatch.setenv("CLIPPINGS_OLLAMA_URL", dead_url)
    assert "ollama serve" in run("status")


def test_status_of_an_archive_without_its_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news = Newsroom(tmp_path)
    news.write("2026-10-01-ferry.txt", "The ferry\n\nThe ferry sank on Monday.")
    news.refresh()
    (news.index / "chroma.sqlite3").unlink()
    about = news.archive / "archive.json"
    described = json.loads(about.read_text(encoding="utf-8"))
    described["fingerprint"] = LocalEmbedder().fingerprint  # the commands have no other model
    about.write_text(json.dumps(described), encoding="utf-8")
    assert main(["status", "--archive", str(news.archive)]) == 0
    assert "Run `python -m ingest" in capsys.readouterr().out


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_stops_reading_is_no_fault(unbuffered: str, sample_archive: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(
        [sys.executable, "-m", "rag", "show", "kc-20260523-01", "--archive", str(sample_archive)],
        cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (run.returncode, run.stderr) == (0, "")


def test_as_a_program(sample_archive: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rag", "What did Sorrel promise?", "--to", "2025-05-31"]
    run = subprocess.run(
        [*command, *ON, "--archive", str(sample_archive), "--model", "none", "--json"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    answer = json.loads(run.stdout)
    assert run.stderr == ""
    assert_shape(answer, ASK)
    assert answer["window"] == {"from": None, "to": "2025-05-31", "why": "to 2025-05-31"}
    assert "nobody will ever pay a toll" in answer["text"]
    days = {date.fromisoformat(one["published"][:10]) for one in answer["citations"]}
    assert max(days) <= date(2025, 5, 31)
