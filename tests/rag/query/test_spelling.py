"""Slips of the pen in questions, read by the words of a real archive, and told of."""

from collections.abc import Iterator
from datetime import date

import pytest

from rag.query.grounding import ground_request
from rag.query.parsed import ParsedQuestion
from rag.query.spelling import correct_spelling, list_variants
from rag.retrieval.bm25 import search_bm25
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.types import Request
from tests.helpers.newsroom import Newsroom

TODAY = date(2026, 11, 18)

TEXTS = (
    "Voters in Georgia decide a Senate runoff that Warnock leads.",
    "The runoff in Georgia cost Warnock and the Senate a year.",
    "A Senate seat in Georgia goes to Warnock after the runoff.",
    "President Zelensky came to Kyiv by train.",
    "In Kiev Zelensky thanked the engineers.",
    "Zelensky left. Nobody met Zelenskiy at the station in Kyiv.",
    "The election brought the government down, the third election in a year.",
    "The government called an election.",
    "An election costs the government little.",
    "Strauss waltzes filled the hall; the waltzes of Strauss sold out.",
    "A hall for Strauss. Mrs D'Arcy paid, and D'Arcy smiled.",
    "D'Arcy left the hall.",
    "The ferry Marlin sank; divers found the Marlin.",
    "Captain Merlin left the ferry. Merlin sang.",
    "The ferry was late. The harbour was closed: ferry, Merlin and Marlin.",
    "Divers raised the Marlin.",
    "Merlin sang again.",
    "The train under ground is over. Trains go over ground, over the hill.",
    "Nobody is overgrown here, an overgrown garden said, overgrown as it was.",
    "Ground over ground: the garden was overgrown.",
    "Overgrown, over ground, the hill.",
    "Marine Le Pen scored, and Durant did not.",
    "Le Pen met Leyen, a friend of Durant, and Leyen left.",
    "Leyen, Durant and Le Pen were late.",
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    room = Newsroom(tmp_path_factory.mktemp("spelling"))
    room.write_records(
        "news.jsonl",
        *(
            {"id": f"n{at}", "title": f"Report {at}", "text": text, "outlet": "Echo"}
            for at, text in enumerate(TEXTS)
        ),
    )
    room.refresh()
    return room


@pytest.fixture
def catalogue(room: Newsroom) -> Iterator[Catalogue]:
    with room.open() as archive, archive.snapshot() as catalogue:
        yield catalogue


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("gorgia senat runof wornock", "georgia senate runoff warnock"),
        ("Who won the Gorgia runoff?", "Who won the Georgia runoff?"),
        ("Did the goverment call an elecion?", "Did the government call an election?"),
        ("WHO IS ZELENKSY?", "WHO IS ZELENSKY?"),
        ("Who is Zelenskyj?", "Who is Zelensky?"),
        ("Who plays Strauß?", "Who plays Strauss?"),
        ("Who is Darcy?", "Who is D'arcy?"),
        ("Who is Lepen?", "Who is Le Pen?"),
        ("Who is Durnat?", "Who is Durant?"),
    ],
)
def test_a_word_that_the_archive_lacks_is_read_as_the_nearest(
    question: str, read: str, catalogue: Catalogue
) -> None:
    corrected, notes = correct_spelling(ParsedQuestion(question, TODAY), catalogue)
    assert corrected.text == read
    assert len(notes) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the runoff in Georgia?",
        "Who wrote “gorgia runof”?",  # quoted
        "Why is it 7 or g8 or 2026x?",
        "Who is Quetzalcoatl?",  # nothing is near
        "What did the Murlin do?",  # Marlin and Merlin are equally near
        "Who runs the Overground?",  # made of two words
        "Zel?",
        "Why was the film so long, and who was the poet?",  # plain English, of which it has little
        "Who is Elon Musk, and who is Kelly?",
        "",
        "Who is Durani?",  # a vowel for a consonant makes another name
    ],
)
def test_what_is_known_quoted_or_unsure_is_left_alone(question: str, catalogue: Catalogue) -> None:
    asked = ParsedQuestion(question, TODAY)
    assert correct_spelling(asked, catalogue) == (asked, ())


def test_the_words_beside_it_decide(catalogue: Catalogue) -> None:
    asked = ParsedQuestion("Which divers found the Murlin?", TODAY)
    assert correct_spelling(asked, catalogue)[0].text == "Which divers found the Marlin?"


def test_the_question_is_asked_as_it_was_read_and_the_reader_is_told(catalogue: Catalogue) -> None:
    asked = "Who leads the gorgia runof?"
    query = ground_request(Request(asked, TODAY), catalogue)
    assert query.question == asked
    assert query.asked_as == "Who leads the georgia runoff?"
    assert query.notes[0] == "Read “gorgia runof” as “georgia runoff”."
    query = ground_request(Request("Who met Zelensky?", TODAY), catalogue)
    assert (query.asked_as, query.notes) == ("Who met Zelensky?", ())


def test_its_parts_are_those_of_the_question_as_it_was_read(catalogue: Catalogue) -> None:
    query = ground_request(Request("Who leads the runof? Who is Warnok?", TODAY), catalogue)
    assert [part.text for part in query.parts] == [
        "Who leads the runoff?",
        "Who is Warnock? (about: runoff)",
    ]


def test_a_name_is_searched_in_every_spelling_that_the_archive_has(room: Newsroom) -> None:
    with room.open() as archive, archive.snapshot() as catalogue:
        assert list_variants("zelensky", catalogue) == ["zelensky", "zelenskiy"]
        assert list_variants("kyiv", catalogue) == ["kyiv", "kiev"]
        assert list_variants("ferry", catalogue) == ["ferry"]
        assert list_variants("zelenskii", catalogue) == ["zelenskii", "zelensky"]
        assert list_variants("nobody", catalogue) == ["nobody"]
        assert list_variants("kyiv station", catalogue) == ["kyiv station"]
        limits = Filter()
        found = search_bm25(["kiev"], catalogue, limits=limits, preferred=limits, pool=9)
        ids = {entry.article_id for entry in catalogue.read_entries(list(found)).values()}
    assert ids == {"n3", "n4", "n5"}
