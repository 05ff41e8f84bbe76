"""An answer read as what it quotes."""

from rag.query.answer_text import list_shown, strip_attributions
from rag.text.tokens import keep_letters

ANSWER = """“It [the Gannet Bridge] closed on Monday.” [1]
— The Lantern · 22 Oct 2026 · Bridge shut, says Mara Lindqvist

22 Oct 2026 · The Echo · Tom Orr resigns
“Varga said: “I resign.”” [2] [3]
— Echo"""


def test_only_what_is_quoted_is_left() -> None:
    assert strip_attributions(ANSWER) == "It closed on Monday.\nVarga said: “I resign.”"


def test_an_answer_without_quotations_is_left_whole() -> None:
    told = "Six people “died” in the flood. [1] Four were saved. [2] [3]"
    assert strip_attributions(told) == "Six people “died” in the flood. Four were saved."
    assert strip_attributions("") == ""


def test_each_sentence_was_shown_once() -> None:
    shown = list_shown(["Six died. [1] Four were saved. [2]", ANSWER, "Six died. [1]"])
    assert len(set(shown)) == len(shown)
    known = [keep_letters(one) for one in shown]
    said = ["Six died.", "Four were saved.", "It closed on Monday.", "Varga said: “I resign.”"]
    assert [known.count(keep_letters(one)) for one in said[:3]] == [1, 1, 1]
    assert keep_letters(said[3]) in known
