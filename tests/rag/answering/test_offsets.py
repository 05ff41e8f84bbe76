"""What is promised: `article.text[start:end] == sentence`, for every citation, always."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.llm.prompts import MODEL_DECLINES
from rag.query.parsed import ParsedQuestion
from rag.query.rewriting import wants_rewording
from rag.retrieval.search import Archive
from rag.types import Answer, Request
from tests.helpers.asking import assert_holds, pipeline
from tests.helpers.examples import examples
from tests.helpers.newsroom import Newsroom
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.places import TODAY

pytestmark = pytest.mark.slow

ODD = {
    "emoji": "Ferry 🛳️ sank 👩‍👩‍👧‍👦 on Monday. 🦭 seals watched it! Was it cold? 🥶 Very.",
    "combining": "Cafe\u0301 owners of Sa\u0303o Tome\u0301 said so. Za\u0351\u036flgo spoke.",
    "crlf": "One line of the log.\r\nNext line here.\r\n\r\nA new paragraph. It ends.\r\n",
    "leftward": "המעבורת טבעה ביום שני. \u202bשלום\u202c עולם. العبارة غرقت يوم الاثنين؟ نعم.",
    "astral": "𝔗𝔥𝔢 ship 𝟜𝟚 sank. 𐐷 was there. 漢字𠮷野家が開店した。 It had 𝄞 music.",
    "unseen": "Soft\u00adware was\u200b late.\u2028Next one.\u2029New part.\u00a0Fixed \ufeffgap.",
    "marks": 'He wrote [S1] and [2] & "quoted" **stars**. See a_b_c at 2.30 p.m. <i>So</i> it was.',
}
FILLER = "The harbour office of Port Hallam confirmed it in a short statement on Tuesday morning."
DAY = "2026-10-01"


def as_json(name: str, body: str) -> str:
    return json.dumps({"title": f"About {name}", "text": body, "date": DAY, "outlet": "Post"})


def as_csv(name: str, body: str) -> str:
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerows([["title", "text", "date"], [f"About {name}", body, DAY]])
    return file.getvalue()


def as_html(name: str, body: str) -> str:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in re.split(r"(?:\r?\n){2}", body))
    head = f"<title>About {name}</title><meta property='article:published_time' content='{DAY}'>"
    return f"<html lang='en'><head>{head}</head><body><article>{paragraphs}</article></body></html>"


FORMATS: dict[str, Callable[[str, str], str]] = {
    "txt": lambda name, body: f"About {name}\n\n{body}",
    "md": lambda name, body: f"---\ntitle: About {name}\ndate: {DAY}\n---\n\n{body}",
    "html": as_html,
    "json": as_json,
    "jsonl": lambda name, body: f"{as_json(name, body)}\n",
    "csv": as_csv,
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Every odd text in every format, gzipped."""
    news = Newsroom(tmp_path_factory.mktemp("odd"))
    for suffix, written in FORMATS.items():
        for name, body in ODD.items():
            last = f"It was reported as {name} by {suffix}."
            text = written(f"{name} {suffix}", f"{body} {FILLER}\r\n\r\n{FILLER} {last}")
            path = news.sources / f"{DAY}-{name}-{suffix}.{suffix}.gz"
            path.write_bytes(gzip.compress(text.encode()))
    summary = news.refresh()
    assert (summary.added, summary.failed) == (len(ODD) * len(FORMATS), [])
    with news.open() as archive:
        yield archive


@pytest.fixture(scope="module")
def shared_double() -> Iterator[OllamaDouble]:
    with OllamaDouble() as double:
        yield double


def words_of(archive: Archive) -> list[str]:
    return sorted({word for one in archive.articles() for word in re.findall(r"\S+", one.text)})


def asked(data: st.DataObject, words: list[str]) -> str:
    """What a careless reader might ask."""
    return f"{' '.join(data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=8)))}?"


def written(data: st.DataObject, words: list[str]) -> str:
    """What a careless model might write: words of the archive under any labels."""
    count = data.draw(st.integers(1, 4))
    sentences = []
    for _ in range(count):
        said = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=8))
        labels = data.draw(st.lists(st.integers(0, 60), max_size=3))
        sentences.append(f"{' '.join(said)} {''.join(f'[S{n}]' for n in labels)}.")
    return " ".join(sentences)


def answered_every_way(
    archive: Archive, double: OllamaDouble, question: str, text: str
) -> list[Answer]:
    """The answers to one question: of source sentences, cited by rote, at whim, declined."""
    request = Request(question, TODAY)
    answers = [pipeline(archive).ask(request)]
    by_model = pipeline(archive, ollama_url=double.url)
    answers.append(by_model.ask(request))
    for said in (text, MODEL_DECLINES):
        if answers[0].mode == "extractive":  # else no model is asked, and nothing may be queued
            asked = ParsedQuestion(question, TODAY)
            calls = 2 if wants_rewording(asked, ()) else 1  # first for the parts of the question
            for _ in range(calls):
                double.reply(said, prompt_eval_count=None)
            answers += list(by_model.stream(request))
    return answers


def assert_exact(answers: list[Answer], archive: Archive) -> None:
    assert {answer.mode for answer in answers} in (
        {"declined"},
        {"extractive", "generated", "declined"},
    )
    for answer in answers:
        for citation in answer.citations:
            text = archive.article(citation.article_id).text
            assert text[citation.start : citation.end] == citation.sentence
            assert citation.sentence.strip() == citation.sentence != ""
        quoted = [*answer.citations, *answer.claims]
        if answer.complete and not any("[" in str(one) for one in quoted):
            assert_holds(answer, archive)


# The fixtures are only read from, so that examples may share them.
drawn = settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@drawn
@given(data=st.data())
def test_over_the_sample_archive(
    data: st.DataObject, press: Archive, shared_double: OllamaDouble
) -> None:
    words = words_of(press)
    question, text = asked(data, words), written(data, words)
    assert_exact(answered_every_way(press, shared_double, question, text), press)


@drawn
@given(data=st.data())
def test_over_odd_text_in_every_format(
    data: st.DataObject, odd: Archive, shared_double: OllamaDouble
) -> None:
    words = words_of(odd)
    question, text = asked(data, words), written(data, words)
    assert_exact(answered_every_way(odd, shared_double, question, text), odd)


@pytest.mark.parametrize("question", ["Oake, each?", "Oake, Hallam, each?"])
def test_a_question_of_which_a_model_is_asked_the_parts(
    question: str, press: Archive, shared_double: OllamaDouble
) -> None:
    assert_exact(answered_every_way(press, shared_double, question, '"A .'), press)


def test_the_sample_archive_holds_all_formats(press: Archive) -> None:
    suffixes = {"".join(Path(article.path).suffixes[-2:]) for article in press.articles()}
    assert suffixes == {".jsonl", ".json", ".csv.gz", ".html", ".md", ".txt"}


@pytest.mark.parametrize("name", ODD)
def test_every_sentence_of_odd_text_stands_where_it_says(name: str, odd: Archive) -> None:
    articles = [one for one in odd.articles() if one.title.startswith(f"About {name}")]
    assert len(articles) == len(FORMATS)
    for article in articles:
        passages = odd.passages(article)
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        assert len(sentences) > 4, article
        end = 0
        for sentence in sentences:
            assert article.text[sentence.start : sentence.end] == sentence.text
            assert not article.text[end : sentence.start].strip(), "nothing between them is lost"
            end = sentence.end
        assert not article.text[end:].strip()
        for passage in passages:
            assert article.text[passage.start : passage.end] == passage.text


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_cited_from_every_format(name: str, suffix: str, odd: Archive) -> None:
    answer = pipeline(odd).ask(Request(f"What was reported as {name} by {suffix}?", TODAY))
    assert answer.mode == "extractive"
    assert f"It was reported as {name} by {suffix}." in answer.text
    for citation in answer.citations:
        text = odd.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.sentence
