"""Which value a sentence states: of the right kind, of what is asked about, no former one."""

import pytest

from rag.answering.figures.asked import find_asked_figure
from rag.answering.figures.figure import Figure
from rag.answering.figures.reading import read_figure
from rag.query.parsed import ParsedQuestion
from tests.helpers.places import TODAY
from tests.helpers.statements import make_item

COST = "How much will the Gannet Bridge cost?"
DEAD = "How many people died in the Orrin fire?"
HURT = "How many were injured in Orrin?"
TOLL = "What is the bridge toll?"
RATE = "What is the key rate?"
GOALS = "How many goals has Ilse Varga scored?"
MARCH = "How many people marched?"
OPENS = "When will the bridge open?"
MAYOR = "Who is the mayor of Port Hallam?"
DEPUTY = "Who is the deputy mayor of Port Hallam?"


def read(question: str, sentence: str, title: str = "") -> Figure | None:
    asked = find_asked_figure(ParsedQuestion(question, TODAY))
    assert asked is not None
    return read_figure(make_item(sentence, title=title), asked)


@pytest.mark.parametrize(
    ("question", "sentence", "text", "unit"),
    [
        (COST, "The Gannet Bridge will cost 538 million crowns.", "538 million", "crowns"),
        (COST, "The Gannet Bridge is priced at $2.4 billion.", "$2.4 billion", ""),
        (COST, "The cost of the Gannet Bridge rose from £4m to £6m.", "£6m", ""),
        (TOLL, "The bridge toll is 40 crowns per lorry.", "40", "crowns per lorry"),
        (RATE, "The bank left its key rate at 3.75 per cent.", "3.75 per cent", ""),
        ("How many buses came to Orrin?", "To Orrin came 46 old buses.", "46", "buses"),
        (DEAD, "The Orrin fire killed at least 12 people.", "12", "dead"),
        (DEAD, "In the Orrin fire, three people died and 17 were injured.", "three", "dead"),
        (DEAD, "The death toll of the Orrin fire rose to 14.", "14", "dead"),
        (DEAD, "The number of deaths in the Orrin fire has risen to 80.", "80", "dead"),
        (DEAD, "Fatalities of the Orrin fire reached 55.", "55", "dead"),
        (DEAD, "The toll of the Orrin fire now stands at 55.", "55", "dead"),
        (GOALS, "Ilse Varga has scored 11 goals.", "11", "goals"),
        (MARCH, "Police counted 6,500 people in the march to Orrin.", "6,500", "people"),
        (MARCH, "Some 12,000 people took part in the demonstration.", "12,000", "people"),
        (HURT, "Three died in Orrin, 17 were injured.", "17", "injured"),
        (OPENS, "The bridge is to open on 24 April 2027.", "24 April 2027", ""),
        (OPENS, "The bridge will open in March.", "March", ""),
        ("How long is the Orrin tunnel?", "The Orrin tunnel is 12 km long.", "12 km", ""),
        (MAYOR, "Port Hallam Mayor Ilse Varga was there.", "Ilse Varga", ""),
        (MAYOR, "Ilse Varga, a lawyer of Orrin, was elected Port Hallam mayor.", "Ilse Varga", ""),
        (MAYOR, "The mayor of Port Hallam, Ilse Varga, agreed.", "Ilse Varga", ""),
        (MAYOR, "Port Hallam's mayor is Ilse Varga.", "Ilse Varga", ""),
        (MAYOR, "Ilse Varga took office on Monday as Port Hallam's mayor.", "Ilse Varga", ""),
        (DEPUTY, "The deputy mayor of Port Hallam, Jonas Reed, agreed.", "Jonas Reed", ""),
    ],
)  # fmt: skip
def test_the_value_that_is_asked_for(question: str, sentence: str, text: str, unit: str) -> None:
    found = read(question, sentence)
    assert found is not None
    assert (found.text, found.unit) == (text, unit)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (COST, "The Orrin tunnel will cost 538 million crowns."),
        (COST, "The Gannet Bridge opened with 538 million crowns."),
        (COST, "The original cost of the Gannet Bridge was 412 million crowns."),
        (COST, "The Gannet Bridge will cost another 126 million crowns."),
        (COST, "The Gannet Bridge will cost 126 million crowns more."),
        (COST, "He bears 22 million crowns of the cost of the Gannet Bridge."),
        (COST, "The Gannet Bridge will cost $60 to $120 million."),
        (COST, "In 2009 the Gannet Bridge was to cost 300 million crowns."),
        (COST, "Correction: we said that the Gannet Bridge would cost 661 million crowns."),
        (DEAD, "The Camp fire killed 85 people."),
        (DEAD, "The Orrin fire killed 14 children."),
        (DEAD, "Texas has counted 42,000 deaths of the Orrin fire."),
        (DEAD, "The fire in Orrin and Tolmere killed 42 people."),
        (DEAD, "Orrin’s death toll has risen by 14."),
        (GOALS, "Anstruther has scored five goals, level with Ilse Varga."),
        (GOALS, "She has scored 11 goals."),
        (MARCH, "Some 2,000 people from Tolmere marched."),
        (MARCH, "Most of the 2,000 people marched."),
        (MARCH, "Then 2,000 more people marched."),
        (OPENS, "Will the bridge open in March 2027?"),
        (OPENS, "The bridge is closed for the Expo 2027 opening."),
        (OPENS, "The bridge is to open, as the campaign in March 2027 ends."),
        (OPENS, "The bridge is open to the campaign in March 2027."),
        (DEAD, "Seven people died in Florida in the Orrin fire."),
        (DEAD, "The Orrin fire killed cattle worth 12 million."),
        (OPENS, "The bridge was to open in June 2025."),
        (OPENS, "The bridge was to open later than June 2027."),
        (MAYOR, "Former Port Hallam mayor Ilse Varga was there."),
        (MAYOR, "Ilse Varga will run for mayor of Port Hallam."),
        (MAYOR, "Deputy mayor of Port Hallam Ilse Varga was there."),
        (DEPUTY, "The mayor of Port Hallam, Ilse Varga, agreed."),
        (MAYOR, "Orrin Mayor Ilse Varga spoke of Port Hallam."),
        (MAYOR, "The mayor-elect of Port Hallam, Ilse Varga, agreed."),
        (MAYOR, "Ilse Varga appointed the next mayor of Port Hallam."),
        (MAYOR, "The mayor of Port Hallam, Ilse Varga, resigned."),
        (MAYOR, "Port Hallam's mayor in 1987 was Ilse Varga."),
    ],
)
def test_what_is_no_such_value(question: str, sentence: str) -> None:
    assert read(question, sentence) is None


def test_a_headline_says_what_a_pronoun_stands_for() -> None:
    title = "Gannet Bridge lifts for the first time"
    assert read(COST, "It is now expected to cost 611 million crowns.", title)
    assert read(COST, "He puts the final cost at 611 million crowns.", title)
    assert read(COST, "The ferry will cost 611 million crowns.", title) is None
    assert read(COST, "It is now expected to cost 611 million crowns.", "The Orrin tunnel") is None


def test_the_value_that_went_before() -> None:
    found = read(COST, "The Gannet Bridge will cost 611 million crowns instead of 412 million.")
    assert found is not None
    assert found.replaces is not None
    assert (found.replaces.text, found.replaces.unit) == ("412 million", "crowns")


def test_a_bound_is_no_comparison() -> None:
    found = read(COST, "The Gannet Bridge will cost more than 538 million crowns.")
    assert found is not None
    assert found.text == "538 million"


def test_what_was_planned_first_is_told_apart_from_what_came_of_it() -> None:
    found = read(COST, "The cost of the Gannet Bridge rose from the original £4m to £6m.")
    assert found is not None
    assert (found.text, found.replaces and found.replaces.text) == ("£6m", "£4m")


@pytest.mark.parametrize(
    "question",
    [
        "Why did the price of the bridge go up?",
        "Who won the run-off?",
        "Who is the mayor who resigned?",
        "What is the name of the storm?",
        "How much?",
        "When did the bridge open?",
        "When is the next eclipse?",
        "How did the bridge sink?",
    ],
)
def test_questions_for_no_figure(question: str) -> None:
    assert find_asked_figure(ParsedQuestion(question, TODAY)) is None
