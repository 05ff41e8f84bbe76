"""Hits become labelled sentences: whole passages, the openings of the first articles, no more."""

from collections import Counter
from pathlib import Path

import pytest

from rag.retrieval.evidence import (
    FACT,
    LISTING,
    gather,
    says_something,
    spread_hits,
)
from rag.retrieval.search import Archive
from rag.types import Evidence, Hit, Sentence
from tests.helpers.asking import STRIKE, evidence_for
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import TODAY

QUESTIONS = [STRIKE, "How many people marched?", "What did the minister promise in May 2025?"]


def hits_for(archive: Archive, question: str) -> list[Hit]:
    return spread_hits(archive.search(question, FACT.hits, today=TODAY))


@pytest.mark.parametrize("question", QUESTIONS)
def test_labels_count_and_sentences_are_exact(question: str, press: Archive) -> None:
    evidence = evidence_for(press, question)
    assert [item.label for item in evidence] == [f"S{n}" for n in range(1, len(evidence) + 1)]
    places = [(item.article_id, item.start) for item in evidence]
    assert len(set(places)) == len(places), "no sentence twice"
    for item in evidence:
        article = press.article(item.article_id)
        assert article.text[item.start : item.end] == item.sentence
        assert (item.title, item.outlet, item.authors, item.url, item.published) == (
            article.title,
            article.outlet,
            article.authors,
            article.url,
            article.published,
        )


@pytest.mark.parametrize("question", QUESTIONS)
def test_articles_come_best_first_and_read_from_the_top(question: str, press: Archive) -> None:
    hits = hits_for(press, question)
    evidence = evidence_for(press, question)
    order = list(dict.fromkeys(item.article_id for item in evidence))
    assert order == list(dict.fromkeys(hit.article_id for hit in hits))
    rank = {id_: n for n, id_ in enumerate(order)}
    places = [(rank[item.article_id], item.start) for item in evidence]
    assert places == sorted(places)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_best_passages_are_whole(question: str, press: Archive) -> None:
    hits = hits_for(press, question)
    evidence = evidence_for(press, question)
    passages = passages_of(press, evidence)
    for hit in hits:
        assert passages[hit.passage_id] == [hit.score] * len(passages[hit.passage_id])
        sentences = [
            item.sentence
            for item in evidence
            if item.article_id == hit.article_id and hit.start <= item.start < hit.end
        ]
        assert all(sentence in hit.text for sentence in sentences)
        assert sum(map(len, sentences)) > 0.9 * len(hit.text)


def passages_of(archive: Archive, evidence: tuple[Evidence, ...]) -> dict[str, list[float]]:
    """The scores of the evidence's sentences by the passage they stand in."""
    found: dict[str, list[float]] = {}
    for item in evidence:
        for passage in archive.passages(archive.article(item.article_id)):
            if passage.start <= item.start < passage.end:
                found.setdefault(passage.id, []).append(item.score)
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_articles_bring_their_openings(question: str, press: Archive) -> None:
    evidence = evidence_for(press, question)
    held = {(item.article_id, item.start) for item in evidence}
    floor = min(hit.score for hit in hits_for(press, question))
    assert min(item.score for item in evidence) == floor
    for id_ in list(dict.fromkeys(item.article_id for item in evidence))[: FACT.lead_articles]:
        article = press.article(id_)
        whole = [s for passage in press.passages(article) for s in passage.sentences]
        sentences = list(filter(says_something, whole))
        assert all((id_, sentence.start) in held for sentence in sentences[: FACT.lead_sentences])


def test_one_long_article_does_not_crowd_out_the_others(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    paragraph = "The ferry crossed the bay again and again, as the ferry does. " * 8
    long = "\n\n".join(f"{paragraph} Crossing {n}." for n in range(12))
    news.write_records(
        "news.jsonl",
        {"id": "long", "title": "Ferry, ferry, ferry", "text": long, "published": "2026-10-01"},
        {"id": "short", "title": "Pier", "text": "A pier fell.", "published": "2026-10-01"},
    )
    news.refresh()
    with news.open() as archive, archive.snapshot() as catalogue:
        hits = archive.search("Where did the ferry cross?", 12, today=TODAY)
        assert Counter(hit.article_id for hit in hits)["long"] > FACT.passages_an_article
        evidence = gather(spread_hits(hits), catalogue)
        passages = passages_of(archive, evidence)
        assert (
            len([id_ for id_ in passages if id_.startswith("long#")])
            <= FACT.passages_an_article + 1
        )
        assert "short" in {item.article_id for item in evidence}


def test_hits_are_spread_over_the_articles(press: Archive) -> None:
    hits = press.search(STRIKE, FACT.hits, today=TODAY)
    kept = spread_hits(hits)
    assert len(kept) == FACT.passages
    assert max(Counter(hit.article_id for hit in kept).values()) <= FACT.passages_an_article
    assert kept == [hit for hit in hits if hit in kept], "in their order"
    assert kept[0] == hits[0]


def test_a_passage_that_begins_with_she_brings_the_sentence_before(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    filler = "The weather was fine all over the country and the roads were dry. " * 7
    named = "The council then chose Ilona Varga, a former harbour pilot, by lot and in silence."
    she = "She will open the lighthouse museum on Saturday with a brass band from the islands."
    news.write_records(
        "news.jsonl", {"id": "a", "title": "Council", "text": f"{filler}{named}\n\n{she}"}
    )
    news.refresh()
    with news.open() as archive, archive.snapshot() as catalogue:
        hits = [
            hit
            for hit in archive.search("Who opens the lighthouse museum?", 9, today=TODAY)
            if she in hit.text
        ]
        assert named not in hits[0].text, "or there is nothing to bring"
        sentences = [item.sentence for item in gather(hits, catalogue)]
    assert sentences[-2:] == [named, she]


def test_a_list_in_lines_is_evidence_where_a_list_is_wanted(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    listed = "The ferries stop at:\n\nOake\n\nTolmere\n\nNorth Hallam"
    text = f"The ferries sail from May on, says the harbour office.\n\n{listed}"
    news.write_records("news.jsonl", {"id": "a", "title": "Ferries", "text": text})
    news.refresh()
    with news.open() as archive, archive.snapshot() as catalogue:
        hits = archive.search("Where do the ferries stop?", 9, today=TODAY)
        whole = gather(hits, catalogue, LISTING)
        assert listed in [item.sentence for item in whole]
        assert all(text[item.start : item.end] == item.sentence for item in whole)
        assert not any("Tolmere" in item.sentence for item in gather(hits, catalogue, FACT))


def test_no_hits_no_evidence(press: Archive) -> None:
    with press.snapshot() as catalogue:
        assert gather([], catalogue) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ALDERVANE.", False),
        ("New York CNN Business —", False),
        ("CNN —", False),
        ("Read more", False),
        ("By Kestrian News Agency (KNA)", False),
        ("He declined.", True),
        ("More people came: Oona Brandt was among them.", True),
        ("At 10:30 she said: “No.”", True),
        ("WARNING: the pier is closed.", True),
        ("“No.”", True),
        ("Police counted 6,500 people in the march on Saturday", True),
        ("部長は約束した。", True),
    ],
)
def test_datelines_and_the_like_are_no_evidence(text: str, *, says: bool) -> None:
    assert says_something(Sentence(0, len(text), text)) is says
