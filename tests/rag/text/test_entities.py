"""The names in a text: the same ones in a question, in a claim and in what an event is told by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.query.parsed import ParsedQuestion
from rag.text.entities import find_names
from rag.text.tokens import tokenize
from rag.verification.facts import extract_facts
from tests.helpers.places import TODAY

# text | names
NAMED = """
What did Ursula von der Leyen promise Ukraine? | Ursula von der Leyen, Ukraine
Did Theresa May meet Vladimir Putin in May? | Theresa May, Vladimir Putin
Did Putin visit Kyiv Monday? | Putin, Kyiv
Who queues on Black Friday? | Black Friday
Why did they cancel the Fourth of July fireworks? | Fourth of July
What did J. K. Rowling say at Mar-a-Lago? | J. K. Rowling, Mar-a-Lago
Who makes vaccines against Covid-19 and Omicron BA.4? | Covid-19, Omicron BA.4
What did the US Supreme Court and the Bank of the West say? | US Supreme Court, Bank of the West
Which Trump-backed candidate did AT&T pay? | Trump, AT&T
What did Russia's Sergei Lavrov say? | Russia, Sergei Lavrov
Who runs the Office for National Statistics? | Office for National Statistics
Did D’Arcy O'Neill resign? | D’Arcy O'Neill
"""


@pytest.mark.parametrize("line", NAMED.strip().splitlines())
def test_names_are_whole_on_every_side(line: str) -> None:
    text, _, listed = line.partition(" | ")
    names = listed.split(", ")
    assert list(ParsedQuestion(text, TODAY).names) == names
    plain = [name.replace("’", "'") for name in names]
    assert [name.text for name in extract_facts(text).names] == plain


def test_a_lone_word_that_opens_a_sentence_is_no_sure_name() -> None:
    [ferries, orlund] = find_names(tokenize("Ferries left Orlund."))
    assert (ferries.lone, ferries.sure, orlund.sure) == (True, False, True)
    assert ParsedQuestion("Ferries to Orlund?", TODAY).names == ("Orlund",)


def test_where_everything_is_capitalised_no_name_is_sure() -> None:
    assert not any(name.sure for name in find_names(tokenize("MAYOR OF ORLUND RESIGNS TODAY")))


PIECES = st.sampled_from(
    ["Ann", "of", "the", "J", ".", "-", "May", "'s", "3", "“", "]", "Friday", "Black", "US"]
)


@given(st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join))
def test_any_text_has_names_in_order_none_overlapping(text: str) -> None:
    marks = tokenize(text)
    end = -1
    for name in find_names(marks):
        assert end < name.first <= name.last
        assert name.parts
        assert name.text
        end = name.last
