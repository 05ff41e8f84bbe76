"""Cutting: whole sentences, each in one passage, at their places."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import LENGTH, cut_passages, hash_content, make_embedded_text
from rag.text.sentences import split_sentences
from rag.types import Article

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


@settings(deadline=None)
@given(NEWS | st.text(max_size=2000))
def test_every_sentence_stands_in_one_passage_at_its_place(text: str) -> None:
    passages = cut_passages(Article(id="a", title="T", text=text))
    inside = [sentence for passage in passages for sentence in passage.sentences]
    assert inside == split_sentences(text)
    for n, passage in enumerate(passages):
        assert (passage.n, passage.id, passage.article_id) == (n, f"a#{n}", "a")
        assert passage.text == text[passage.start : passage.end]
        assert len(passage.text) <= LENGTH or len(passage.sentences) == 1


@settings(deadline=None)
@given(NEWS)
def test_a_passage_ends_only_where_the_next_sentence_would_not_fit(text: str) -> None:
    passages = cut_passages(Article(id="a", title="T", text=text))
    for passage, following in pairwise(passages):
        assert following.sentences[0].end - passage.start > LENGTH


def test_an_empty_article_has_no_passages() -> None:
    assert cut_passages(Article(id="a", title="Only a headline", text="")) == []


def test_the_headline_is_embedded_with_each_passage() -> None:
    article = Article(id="a", title="Ferry sinks", text="It sank on Monday.")
    (passage,) = cut_passages(article)
    assert passage.text == "It sank on Monday."
    assert make_embedded_text(article, passage) == "Ferry sinks. It sank on Monday."
    untitled = Article(id="a", title="", text=article.text)
    assert make_embedded_text(untitled, passage) == "It sank on Monday."


def test_the_hash_tells_texts_apart_and_nothing_else() -> None:
    assert hash_content("Ferry sinks") == hash_content("Ferry sinks")
    assert hash_content("Ferry sinks") != hash_content("Ferry sinks.")
    assert len(hash_content("")) == 16
