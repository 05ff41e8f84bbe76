"""Questions of several parts are taken apart; what is one question is left whole."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.query.decompose import MOST_PARTS, split_parts
from rag.query.parsed import ParsedQuestion
from rag.query.vocabulary import stem_content
from tests.helpers.places import TODAY


def parts_of(question: str) -> list[str]:
    return [part.text for part in split_parts(ParsedQuestion(question, TODAY))]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who won the Ohio primary? And by how much?",
         ["Who won the Ohio primary?", "And by how much? (about: Ohio primary, won)"]),
        ("Who won the Ohio primary and by how much?",
         ["Who won the Ohio primary?", "by how much? (about: Ohio primary, won)"]),
        ("Who won the Ohio primary, and did Trump endorse him?",
         ["Who won the Ohio primary?", "did Trump endorse him? (about: Ohio primary)"]),
        ("How many people died in the earthquake and where were they from?",
         ["How many people died in the earthquake?", "where were they from? (about: earthquake)"]),
        ("Who is Elin Holm, what was she convicted of, and when will she be sentenced?",
         ["Who is Elin Holm?", "what was she convicted of? (about: Elin Holm)",
          "when will she be sentenced? (about: Elin Holm)"]),
        ("Who won in May 2022 and what did Tom Orr say?",
         ["Who won in May 2022?", "what did Tom Orr say in May 2022?"]),
        ("what caused the fire and how many died",
         ["what caused the fire?", "how many died? (about: fire)"]),
        ("Orr visited Marlen. Who was angered? When did he leave Marlen?",
         ["Orr visited Marlen. Who was angered?",
          "Orr visited Marlen. When did he leave Marlen? (about: angered)"]),
        ("Did Powell say rates would rise while Biden said prices had fallen?",
         ["Did Powell say rates would rise?", "Biden said prices had fallen?"]),
        ("Did Apple or Samsung raise prices more last year?",
         ["Did Apple raise prices more last year?", "Did Samsung raise prices more last year?"]),
        ("What did Biden and Putin say about Ukraine in May?",
         ["What did Biden say about Ukraine in May?", "What did Putin say about Ukraine in May?"]),
        ("How do Biden and Trump differ on immigration?",
         ["How does Biden differ on immigration?", "How does Trump differ on immigration?"]),
        ("Did both the Fed and the Bank of England raise rates this week?",
         ["Did the Fed raise rates this week?", "Did the Bank of England raise rates this week?"]),
        ("what happened in Kazakhstan, Tonga and Peru in January?",
         ["what happened in Kazakhstan in January?", "what happened in Tonga in January?",
          "what happened in Peru in January?"]),
        ("which of the three banks – Norges Bank, the Riksbank or the Fed – raised its rate?",
         ["which of the three banks – Norges Bank – raised its rate?",
          "which of the three banks – the Riksbank – raised its rate?",
          "which of the three banks – the Fed – raised its rate?"]),
        ("Who raised more money, Oz or Fetterman?",
         ["Who raised more money, Oz?", "Who raised more money, Fetterman?"]),
        ("How much money did Kentucky and Missouri each receive?",
         ["How much money did Kentucky receive?", "How much money did Missouri receive?"]),
        ("What did Johnson & Johnson and Pfizer say about boosters?",
         ["What did Johnson & Johnson say about boosters?", "What did Pfizer say about boosters?"]),
        ("What did Biden and Putin say about it? (about: Ukraine)",
         ["What did Biden say about it? (about: Ukraine)",
          "What did Putin say about it? (about: Ukraine)"]),
        ("and what did she say? Why? (about: Mara Lindqvist, bridge)",
         ["and what did she say? (about: Mara Lindqvist, bridge)",
          "Why? (about: Mara Lindqvist, bridge)"]),
        ("Did Anna Lund say “stop and go” and did Bo Dahl say “why, and when”?",
         ["Did Anna Lund say “stop and go”?", "did Bo Dahl say “why, and when”?"]),
    ],
)  # fmt: skip
def test_several_questions_are_taken_apart(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who won the Ohio primary?",
        "Who sells bread and butter?",
        "What did the trade and industry secretary say?",
        "Who directed Romeo and Juliet?",
        "What happened in Trinidad and Tobago?",
        "What did Marks and Spencer say about prices?",
        "What did Harry and Meghan say about the Queen?",
        "What did the Food and Drug Administration say about it?",
        "What did the Department of Health and Human Services say about monkeypox?",
        "Why did Bed Bath & Beyond close stores?",
        "Which talks were held between Biden and Putin?",
        "Pelosi visited Taiwan this week. Which power was angered?",
        "Did you know that NASA lost a probe? Which one was it?",
        "Remember Theranos? What was its focus?",
        "Who won the race? Biden or Trump?",
        "Who won the Oscar, Smith or Chastain?",
        "When and where did the crash happen?",
        "Which company was sued and is now bankrupt?",
        "What did Biden say about who won and what he would do?",
        "Which senator said how and when he would vote?",
        "Do we know who shot him and why he did it?",
        "What did the man who shot Abe and then fled say?",
        "Did Biden nap while Trump spoke?",
        "What special announcement did Jennifer Lopez and Ben Affleck make this week?",
        "Why did Russia cut off gas supplies to Poland and Bulgaria this week?",
        "When did Sweden and Finland apply to join NATO?",
        "Which countries, including the UK, Spain and France, saw a heatwave?",
        "Who sang “Who are you and what do you want?”",
        "What happened when the ferry sank and the crew fled?",
        "How much do a gallon of gas and a pint of milk cost?",
        "The prime minister resigned and violence persists.",
        "What happened in Aa, Bb, Cc, Dd and Ee?",
        "What happened in Peru and Peru?",
        "Who won? Who won?",
    ],
)
def test_what_is_one_question_stays_whole(question: str) -> None:
    assert parts_of(question) == []


WORDS = (
    "who won what happened in Peru Tonga and or , ? . – which of the three – A B or C – did Orr say"
    " while Lund said both the Fed each (about: Ida Berg) “quoted and” how many died , and did he"
    " it last week in May 2022 differ \ue0000\ue001"
)
PIECES = re.findall(r"\S+", WORDS)


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
@example("who who? and who?")
@example("which of the A – , or , – B?")
def test_any_text_is_taken_apart_or_left(question: str) -> None:
    parts = parts_of(question)
    assert len(parts) in {0, *range(2, MOST_PARTS + 1)}
    assert len(set(parts)) == len(parts)
    for part in parts:
        assert re.search(r"\w", part)
        assert stem_content(part) <= stem_content(question) | {"about"}
