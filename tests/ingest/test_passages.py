"""Cutting: whole sentences, each in one passage, at their places."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import LENGTH, cut_passages, hash_content, make_embedded_text
from rag.text.sentences import split_sentences
from rag.types import Article, Passage

WORDS = st.sampled_from(
    [
        "ferry",
        "harbour",
        "council",
        "Mr. Osei",
        "3.5",
        "Dr.",
        "naïve",
        "“No,”",
        "𝄞",
        "the",
        "x" * 90,
    ]
)
SENTENCE = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(WORDS, min_size=1, max_size=40),
    st.sampled_from([".", "?", "!", ".”", ""]),
)
NEWS = st.lists(SENTENCE, max_size=25).flatmap(
    lambda sentences: st.builds(
        "".join,
        st.tuples(
            *(
                st.sampled_from([sentence + " ", sentence + "\n", sentence + "\n\n"])
                for sentence in sentences
            )
        ),
    )
)


def cut(text: str) -> list[Passage]:
    return cut_passages(Article(id="a", title="T", text=text), split_sentences(text))


@settings(deadline=None)
@given(NEWS | st.text(max_size=2000))
def test_every_sentence_stands_in_one_passage_at_its_place(text: str) -> None:
    passages = cut(text)
    inside = [sentence for passage in passages for sentence in passage.sentences]
    assert inside == split_sentences(text)
    for n, passage in enumerate(passages):
        assert (passage.n, passage.id, passage.article_id) == (n, f"a#{n}", "a")
        assert passage.text == text[passage.start : passage.end]
        assert len(passage.text) <= LENGTH or len(passage.sentences) == 1


@settings(deadline=None)
@given(NEWS)
def test_a_passage_ends_only_where_the_next_sentence_would_not_fit(text: str) -> None:
    passages = cut(text)
    for passage, following in pairwise(passages):
        assert following.sentences[0].end - passage.start > LENGTH


def test_an_empty_article_has_no_passages() -> None:
    assert cut("") == []


@settings(deadline=None)
@given(NEWS, st.sets(st.integers(0, 24)))
def test_what_is_left_out_stands_in_no_passage_and_moves_nothing(text: str, out: set[int]) -> None:
    story = [one for n, one in enumerate(split_sentences(text)) if n not in out]
    passages = cut_passages(Article(id="a", title="T", text=text), story)
    assert [one for passage in passages for one in passage.sentences] == story
    for passage in passages:
        assert passage.text.split() == " ".join(one.text for one in passage.sentences).split()
        assert len(passage.text) <= LENGTH or len(passage.sentences) == 1


def test_a_line_left_out_parts_no_passage() -> None:
    text = "It sank. It rose.\n\nRead more here!\n\nIt sailed."
    story = [one for one in split_sentences(text) if "more" not in one.text]
    (passage,) = cut_passages(Article(id="a", title="T", text=text), story)
    assert passage.text == "It sank. It rose.\n\nIt sailed."
    assert text[passage.start : passage.end] == text


def test_the_headline_is_embedded_with_each_passage() -> None:
    article = Article(id="a", title="Ferry sinks", text="It sank on Monday.")
    (passage,) = cut_passages(article, split_sentences(article.text))
    assert passage.text == "It sank on Monday."
    assert make_embedded_text(article, passage) == "Ferry sinks. It sank on Monday."
    untitled = Article(id="a", title="", text=article.text)
    assert make_embedded_text(untitled, passage) == "It sank on Monday."


def test_the_hash_tells_texts_apart_and_nothing_else() -> None:
    assert hash_content("Ferry sinks") == hash_content("Ferry sinks")
    assert hash_content("Ferry sinks") != hash_content("Ferry sinks.")
    assert len(hash_content("")) == 16
