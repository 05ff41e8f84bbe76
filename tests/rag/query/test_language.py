"""The language of a question, and whether the archive speaks it."""

from collections.abc import Iterator

import pytest

from rag.query.language import find_language, find_spoken, find_unspoken
from rag.retrieval.search import Archive
from rag.store.catalogue import Catalogue
from tests.helpers.newsroom import Newsroom

NORWEGIAN = (
    "Broen over fjorden ble stengt på mandag fordi det var funnet rust i de bærende kablene, og"
    " ordføreren sa at den neppe vil åpne igjen før til våren."
)
SPANISH = (
    "El alcalde dijo el lunes que el puente sobre el río permanecerá cerrado hasta la primavera,"
    " porque los ingenieros encontraron óxido en los cables."
)


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """An archive in Norwegian, which says so, and in Spanish, which only reads so."""
    room = Newsroom(tmp_path_factory.mktemp("abroad"))
    room.write_records(
        "news.jsonl",
        *(
            {"id": f"no{n}", "title": "Broen", "text": NORWEGIAN, "language": "nb"}
            for n in range(3)
        ),
        {"id": "no3", "title": "Broen", "text": f"{NORWEGIAN} Igjen.", "language": "no-NO"},
        {"id": "es", "title": "El puente", "text": SPANISH},
    )
    room.refresh()
    return room


@pytest.fixture
def catalogue(abroad: Newsroom) -> Iterator[Catalogue]:
    with abroad.open() as archive, archive.snapshot() as catalogue:
        yield catalogue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Qui est Marlowe ?", "fr"), ("Pourquoi la grève ?", "fr"), ("Wer ist Marlowe?", "de"),
        ("Wer hat die Präsidentschaftswahl in Taiwan gewonnen?", "de"),
        ("¿Cuánto cuesta el puente?", "es"), ("Chi ha vinto le elezioni?", "it"),
        ("O que aconteceu em Kiev?", "pt"), ("Waarom staken de vissers?", "nl"),
        ("Vem vann valet i Ukraina?", "sv"), ("Kto wygrał wybory?", "pl"),
        ("Кто победил на выборах?", "ru"), ("كم تكلفة الجسر؟", "ar"), ("谁赢得了选举？", "zh"),
        ("選挙に勝ったのは誰？", "ja"), ("선거에서 누가 이겼나요?", "ko"),
        ("Who wrote “La vie en rose”?", "en"), ("Who wrote 'La vie en rose'?", "en"),
        ("Why did Der Spiegel apologise?", "en"), ("What does Слава Україні mean?", "en"),
        ("Deutsche Bahn", ""), ("Luiz Inácio Lula da Silva", ""), ("El Niño", ""), ("Le Pen", ""),
        ("rail strike", ""), ("carbon monoxide", ""), ("Cosa Nostra arrests", ""), ("", ""),
        ("Was Varga elected?", ""), ("Champs-Élysées", ""), ("data centres", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert find_language(text) == language


def test_languages_are_those_that_articles_name_or_read_as(catalogue: Catalogue) -> None:
    assert find_spoken(catalogue) == ["no", "es"]


@pytest.mark.parametrize(
    "question",
    ["Hva koster broen?", "Hvorfor ble broen stengt?", "¿Cuánto cuesta el puente?", "Who is she?"],
)
def test_a_language_of_the_archive_is_never_refused(catalogue: Catalogue, question: str) -> None:
    assert find_unspoken(question, catalogue) == ("", [])


def test_near_kin_of_a_language_is_not_refused(catalogue: Catalogue) -> None:
    assert find_language("Varför strejkar de?") == "sv"
    assert find_unspoken("Varför strejkar de?", catalogue) == ("", [])


def test_another_language_is_named_with_those_that_there_are(sample: Archive) -> None:
    with sample.snapshot() as catalogue:
        assert find_unspoken("Pourquoi la grève ?", catalogue) == ("French", ["English"])


def test_what_stands_in_an_article_word_for_word_is_not_refused(abroad: Newsroom) -> None:
    abroad.write_records(
        "more.jsonl", {"id": "de", "title": "x", "text": "Er fragte: Wer ist das?"}
    )
    abroad.refresh()
    with abroad.open() as archive, archive.snapshot() as catalogue:
        assert find_language("Wer ist das?") == "de"
        assert find_unspoken("Wer ist das?", catalogue) == ("", [])
