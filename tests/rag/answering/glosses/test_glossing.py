"""Brackets: whom a pronoun, a surname, "the mayor" stands for, and how that is written."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.glosses.glossing import MOST, find_glosses, write_glossed
from rag.text.sentences import split_sentences
from rag.types import Gloss, Sentence
from tests.helpers.examples import examples

SHOWS = Sentence(0, 1, "S")


def gloss(article: str, sentence: str) -> tuple[Gloss, ...]:
    start = article.rindex(sentence)
    return find_glosses(3, start, start + len(sentence), article, split_sentences(article))


def explain(article: str) -> dict[str, str]:
    """The words of the last sentence that are explained, and by what."""
    last = split_sentences(article)[-1]
    found = gloss(article, last.text)
    for one in found:
        assert article[one.shown_by.start : one.shown_by.end] == one.shown_by.text
        assert one.n == 3
    return {last.text[one.start : one.end]: one.text for one in found}


VARGA = "Ilse Varga, the candidate of the Civic List, said on Monday that taxes would fall. "
MRS = VARGA + "Mrs Varga was not late. "


@pytest.mark.parametrize(
    ("article", "words"),
    [
        (VARGA + "Varga won by 54 per cent.", {"Varga": "Ilse Varga"}),
        (VARGA + "The hall welcomed Varga’s plan.", {"Varga": "Ilse Varga"}),
        (MRS + "Varga spoke. She named no date.", {"She": "Ilse Varga"}),
        (MRS + "Varga spoke. “We are ready,” she said.", {"she": "Ilse Varga"}),
        (MRS + "Varga spoke. Her party is new.", {"Her": "Ilse Varga’s"}),
        (VARGA + "The candidate named no date.", {"The candidate": "Ilse Varga"}),
        (
            "Mayor Tom Reed opened the bath. Many people came. The mayor named no price.",
            {"The mayor": "Tom Reed"},
        ),
        ("Halden Line reported a loss. It said fares would rise.", {"It": "Halden Line"}),
        ("Halden Line reported a loss. Its shares fell.", {"Its": "Halden Line’s"}),
        (
            "The Harbour Safety Agency (HSA) met. HSA inspected two ships.",
            {"HSA": "Harbour Safety Agency"},
        ),
    ],
)
def test_explains_what_one_name_can_mean(article: str, words: dict[str, str]) -> None:
    assert explain(article) == words


@pytest.mark.parametrize(
    "article",
    [
        "Ilse Varga said so. Peter Varga, 40, said no. Varga won.",  # two of the name
        "Jill Biden said she would teach. President Biden agreed. Biden left.",
        "Michael Jordan said he would play. He flew to Amman, in Jordan. Jordan is dry.",
        "Jordan Peele said yes. Michael Jordan said no. Jordan left.",
        "Ilse Varga said yes. The Vargas said more. Varga left.",
        "Two Madonna fans said they were late, all two of them. Madonna was ill.",
        VARGA + "The Varga camp was glad.",  # an epithet
        VARGA + "“Varga won,” said a clerk.",  # somebody else speaks
        VARGA + "Ilse Varga named no date.",  # says it itself
        MRS + "Varga met Nora Klein, 50. She named no date.",  # two women, for all it says
        MRS + "Anna Holm came late. She named no date.",
        MRS + "A teacher spoke too. She named no date.",
        MRS + "Mr Varga is not known. “She is right,” said a clerk.",
        MRS + "“I asked Nora Klein, 50, to come,” she wrote. “It was late,” she said.",
        MRS + "Holm said no. Holm sat. Varga is right to wait. “I can not plan,” she told us.",
        "The Queen’s Health Systems opened. Many people came. The Queen’s guests were late.",
        MRS + "In her first speech, Nora Klein named no date.",  # points ahead
        MRS + "Varga spoke. Nora Klein said she would come.",
        MRS + "Varga asked him to stay. When he came, it was late.",
        VARGA + "The candidate of the Green List named no date.",
        VARGA + "Another candidate spoke too. The candidate named no date.",
        "Former President Ann Lee spoke. The president named no date.",
        "Halden Line sued Nordfjord Ferries. It said fares would rise.",
        "Halden Line reported a loss. It is said that fares will rise.",
        "Halden Line reported a loss. It was early January.",
        "The Gannet Bridge is closed. The bridge will reopen in June.",
        VARGA + "Some Varga said so.",
        VARGA + "At last 50 Varga came.",
        VARGA + "Varga spoke. She named no date.",  # no word of her gender
        MRS + "Varga’s plan won. She named no date.",
        MRS + "Varga spoke. She said that she would come.",
        MRS + "Varga spoke. She met him at noon.",
        MRS + "Varga met her. She named no date.",
        "Along with the European Union we met. The State of the Union is strong.",
    ],
)
def test_explains_nothing_in_doubt(article: str) -> None:
    assert explain(article) == {}


def test_two_at_most_and_each_once() -> None:
    names = "Ilse Varga, 50, spoke. Tom Reed, 40, spoke. Ann Holm, 30, spoke. "
    bare = "Varga said yes. Reed said no. Holm said little. "
    found = explain(names + bare + "Varga met Reed, and Varga told Holm.")
    assert found == {"Varga": "Ilse Varga", "Reed": "Tom Reed"}


def test_shows_the_sentence_that_names_the_person() -> None:
    (one,) = gloss(VARGA + "It rained. Varga won.", "Varga won.")
    assert one.shown_by.text == VARGA.strip()


def test_a_quotation_may_begin_sentences_before() -> None:
    article = VARGA + "A clerk wrote: “Varga came. Varga won. Nobody knows why.”"
    assert gloss(article, "Varga won.") == ()


def test_places_that_are_no_sentence_have_no_glosses() -> None:
    article = VARGA + "Varga won."
    assert find_glosses(1, 3, 9, article, split_sentences(article)) == ()
    assert find_glosses(1, 0, 5, "", []) == ()


@pytest.mark.parametrize(
    ("sentence", "word", "text", "written"),
    [
        ("It is now open.", "It", "the Gannet Bridge", "“It” [the Gannet Bridge] “is now open.”"),
        ("They chose Varga.", "Varga", "Ilse Varga", "“They chose Varga.” [Ilse Varga]"),
        ("As Varga, 50, left.", "Varga", "Ilse Varga", "“As Varga,” [Ilse Varga] “50, left.”"),
        ("So Varga’s plan won.", "Varga", "Ilse Varga", "“So Varga’s” [Ilse Varga] “plan won.”"),
        ("Her party won.", "Her", "Ilse Varga’s", "“Her” [Ilse Varga’s] “party won.”"),
        ("“No,” she said.", "she", "Ilse Varga", "““No,” she” [Ilse Varga] “said.”"),
        ("Varga—late—spoke.", "Varga", "Ilse Varga", "“Varga” [Ilse Varga]“—late—spoke.”"),
    ],
)
def test_writes_brackets_outside_the_quotation(
    sentence: str, word: str, text: str, written: str
) -> None:
    start = sentence.index(word)
    one = Gloss(1, start, start + len(word), text, SHOWS)
    assert write_glossed(sentence, [one]) == written


def test_writes_marks_once() -> None:
    assert write_glossed("It sank.", []) == "“It sank.”"
    assert write_glossed("“It sank.”", []) == "“It sank.”"
    assert write_glossed('"It sank."', []) == '"It sank."'
    assert write_glossed("“No,” he said, “never.”", []) == "““No,” he said, “never.””"
    assert write_glossed("“It sank. It burned.", []) == "“It sank. It burned.”"
    assert write_glossed("It sank.”", []) == "“It sank.”"


PIECES = st.sampled_from(
    [
        "Ilse Varga", "Varga", "Tom Reed", "said", "She", "his", "It", "the company", "Halden Line",
        ",", ".", "“", "”", '"', "’s", "'", "(HSA)", "and",
        "Harbour Safety Agency", "HSA", "\n", "  ",
        "—", "in", "Mr", "won", "The mayor", "Mayor", "who", "50", "𝄞", "e\u0301",
    ]
)  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_offsets_fit_and_the_words_stay(pieces: list[str]) -> None:
    article = re.sub(r" (?=[,.’])", "", " ".join(pieces))
    sentences = split_sentences(article)
    for sentence in sentences:
        found = find_glosses(1, sentence.start, sentence.end, article, sentences)
        assert len(found) <= MOST
        for one in found:
            word = sentence.text[one.start : one.end]
            assert word == word.strip() != ""
            assert article[one.shown_by.start : one.shown_by.end] == one.shown_by.text
            assert one.shown_by.start < sentence.start
        assert_same_words(sentence.text, found)


@settings(max_examples=examples(200), deadline=None)
@given(st.data())
def test_pieces_join_to_the_sentence(data: st.DataObject) -> None:
    sentence = data.draw(st.text("ab’'s.,— \n\u00a0”“", min_size=1).filter(lambda t: t.strip()))
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    assert_same_words(sentence, [Gloss(1, start, end, "X", SHOWS)])


def assert_same_words(sentence: str, glosses: list[Gloss] | tuple[Gloss, ...]) -> None:
    """What is quoted, put together again, is the sentence: no word was altered, added or lost."""
    written = write_glossed(sentence, glosses)
    opens = "" if sentence[0] == "“" and "”" not in sentence else "“"
    closes = "" if sentence[-1] == "”" and "“" not in sentence else "”"
    if not glosses:
        assert written in {opens + sentence + closes, sentence}
        return
    for one in glosses:
        head, tail = written.split(f"” [{one.text}]", 1)
        gap = tail[: len(tail) - len(tail.lstrip())]
        rest = tail[len(gap) :]
        assert not rest or rest.startswith("“")
        written = head + gap + rest[1:] + ("" if rest else "”")
    assert written == opens + sentence + closes
