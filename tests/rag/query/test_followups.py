"""Follow-ups made whole by rule, in conversations as journalists hold them."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.query.carried import split_carried
from rag.query.followups import MOST_TOPICS, leans_on_context
from rag.query.parsed import ParsedQuestion, Query
from rag.query.understanding import understand

TODAY = date(2026, 11, 18)  # a Wednesday
OUTLETS = ("The Times", "cnn.com", "The Harbour Post", "www.bbc.co.uk", "Echo")

BRIDGE = (
    "What did Mara Lindqvist say about the harbour bridge last week?",
    "Mara Lindqvist said on Monday that the bridge would close. [1]",
)
FERRIES = ("Which line cancelled the ferries?", "Northern Line cancelled them on Tuesday. [1]")
FLOODS = ("How many people died in floods in Orlund in 2024?", "Six people died. [1]")
RATES = ("What did Jerome Powell say about inflation in May?", "That it was too high. [1]")
TRIAL = (
    "Who was convicted in the Meridian trial?",
    "Elin Holm was found guilty on Monday. [1] Her partner Sunny Balder awaits his trial. [2]",
)
ABOUT_BRIDGE = "(about: Mara Lindqvist, harbour bridge)"

Turn = tuple[str, str]


def read(question: str, *history: Turn) -> Query:
    return understand(question, today=TODAY, history=history, outlets=OUTLETS)


@pytest.mark.parametrize(
    "question",
    [
        "and what did she say in May?",
        "why?",
        "Who built it?",
        "What happened there?",
        "But when?",
        "When did that happen?",
        "What did Tom Orr say about it?",
        "Why did they?",
        "How many years was she in office?",
        "Who else?",
        "by how much?",
        "in which month?",
        "How long?",
        "how much did that cost?",
        "Is that true?",
        "Is that longer than in June?",
        "what about the ferry of Ida Berg in 1997?",
        "What happened next?",
        "When does the bridge close?",
        "How did the company respond?",
        "compared with last year?",
        "And did Tom Orr agree?",
        "Briefly, what did she say?",
    ],
)
def test_follow_ups_are_made_whole(question: str) -> None:
    query = read(question, FERRIES, BRIDGE)
    assert query.question == question
    assert query.asked_as == f"{question.removeprefix('Briefly, ')} {ABOUT_BRIDGE}"


@pytest.mark.parametrize(
    "question",
    [
        "Which city said it will close its port?",
        "Is there a ferry to Oldport?",
        "Who won the regatta?",
        "What did the mayor say when she resigned?",
        "What did Biden do about his taxes?",
        "Why was the market closed?",
        "So far this year, how many ferries sank?",
        "More than 50 ships sank where?",
        "Which countries joined NATO this week?",
        "A processed cheese product is popular again. Which product is it?",
        "Which show brought in 10 million viewers for its first episode?",
        "And who won the World Cup in 2018?",
        "So did Twitter accept the offer of Elon Musk?",
        "Plus-size retailers closed in which cities?",
        "Who is the mayor of London?",
        "Where in the US is it illegal to pump your own gas?",
    ],
)
def test_questions_that_stand_alone_stay_as_they_are(question: str) -> None:
    query = read(question, BRIDGE)
    assert query.asked_as == question
    assert query.window == ParsedQuestion(question, TODAY).window


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (FLOODS, "and in 2025?", "How many people died in floods in Orlund in 2025?"),
        (FLOODS, "In 2025?", "How many people died in floods in Orlund in 2025?"),
        (FLOODS, "and in Marlen?", "How many people died in floods in Marlen in 2024?"),
        (FLOODS, "what about Marlen?", "How many people died in floods in Marlen in 2024?"),
        (FLOODS, "and in Marlen in 2025?", "How many people died in floods in Marlen in 2025?"),
        (RATES, "and June?", "What did Jerome Powell say about inflation in June?"),
        (RATES, "And last week?", "What did Jerome Powell say about inflation last week?"),
        (RATES, "No, in June.", "What did Jerome Powell say about inflation in June?"),
        (RATES, "same question for June", "What did Jerome Powell say about inflation in June?"),
        (RATES, "and Tom Orr?", "What did Tom Orr say about inflation in May?"),
        (RATES, "and on Tuesday?", "What did Jerome Powell say about inflation on Tuesday?"),
        (BRIDGE, "I meant Tom Orr", "What did Tom Orr say about the harbour bridge last week?"),
        (BRIDGE, "No, Tom Orr.", "What did Tom Orr say about the harbour bridge last week?"),
        (FERRIES, "and last year?", "Which line cancelled the ferries last year?"),
    ],
)  # fmt: skip
def test_a_mere_piece_takes_the_place_of_its_like(earlier: Turn, question: str, whole: str) -> None:
    query = read(question, earlier)
    assert query.asked_as == whole
    assert query.window == ParsedQuestion(whole, TODAY).window


@pytest.mark.parametrize(
    ("question", "ends", "start", "end"),
    [
        ("and before that?", "until 30 April 2026?", None, date(2026, 4, 30)),
        ("and after that?", "since 1 June 2026?", date(2026, 6, 1), TODAY),
        ("and since then?", "since 1 June 2026?", date(2026, 6, 1), TODAY),
        ("and the month before?", "in April 2026?", date(2026, 4, 1), date(2026, 4, 30)),
        ("and a year earlier?", "in May 2025?", date(2025, 5, 1), date(2025, 5, 31)),
        ("and the week before?", "from 24 April 2026 to 24 May 2026?",
         date(2026, 4, 24), date(2026, 5, 24)),
    ],
)  # fmt: skip
def test_a_time_told_from_the_one_before(
    question: str, ends: str, start: date | None, end: date
) -> None:
    query = read(question, RATES)
    assert query.asked_as == f"What did Jerome Powell say about inflation {ends}"
    assert query.window is not None
    assert (query.window.start, query.window.end) == (start, end)


def test_a_time_told_from_none_before_is_left() -> None:
    query = read("and before that?", FERRIES)
    assert query.asked_as.startswith("and before that? (about: ")
    assert query.window is None


def test_pieces_follow_pieces() -> None:
    history = [FLOODS, ("and in Marlen?", "Nine. [1]"), ("and in 2025?", "Two. [1]")]
    assert read("and before that?", *history).asked_as == (
        "How many people died in floods in Marlen until 31 December 2024?"
    )


def test_an_outlet_takes_the_place_of_an_outlet_only() -> None:
    told = ("What did CNN say about Tom Orr in May?", "That he left. [1]")
    query = read("what about Echo?", told)
    assert query.asked_as == "What did Echo say about Tom Orr in May?"
    assert (query.window, query.outlets) == (ParsedQuestion("in May", TODAY).window, ("Echo",))
    query = read("and Echo?", RATES)
    assert query.asked_as == "What did Jerome Powell say about inflation in May in Echo?"
    assert query.outlets == ("Echo",)


def test_a_name_out_of_the_answer_takes_no_other_ones_place() -> None:
    assert read("and Balder?", TRIAL).asked_as == "and Balder? (about: Meridian trial)"


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (BRIDGE, "What about the ferries?",
         "What did Mara Lindqvist say about the ferries last week?"),
        (BRIDGE, "the deputy?", "What did the deputy say about the harbour bridge last week?"),
        (("How much will the bridge cost?", "Two. [1]"), "and the ferry?",
         "How much will the ferry cost?"),
        (("What did Ann Lee say?", "Tom Orr said no. Ann Lee said yes. [1]"), "What about Tom Orr?",
         "What did Tom Orr say?"),
        (("What did Ann Lee say in Oldport?", "That it rained. [1]"), "and in Marlen?",
         "What did Ann Lee say in Marlen?"),
    ],
)  # fmt: skip
def test_a_subject_takes_the_place_of_the_one_before(
    earlier: Turn, question: str, whole: str
) -> None:
    assert read(question, earlier).asked_as == whole


def test_a_name_takes_the_place_of_a_pronoun_and_of_whom_it_meant() -> None:
    chain = [
        BRIDGE,
        ("And what did she announce in May?", "Mr Tom Orr left, Mara Lindqvist, 40, said. [1]"),
    ]
    assert read("What about Tom Orr?", *chain).asked_as == (
        "And what did Tom Orr announce in May? (about: harbour bridge)"
    )


@pytest.mark.parametrize(
    ("answer", "question", "meant"),
    [
        ("Tom Orr said that he lost his way. Ms Ann Lee won. [1]", "How old is she?", "Ms Ann Lee"),
        ("Ms Ann Lee won. Mr Tom Orr lost. [1]", "How old is he?", "Mr Tom Orr"),
        ("Ms Ann Lee won. Mr Tom Orr lost. [1]", "How old is she?", "Ms Ann Lee"),
    ],
)
def test_he_is_no_woman_and_she_no_man(answer: str, question: str, meant: str) -> None:
    query = read(question, ("Who won the regatta?", answer))
    assert query.asked_as == f"{question} (about: {meant}, regatta)"


@pytest.mark.parametrize(
    "question", ["How many people died?", "Who was killed?", "Why did they resign?"]
)
def test_a_verb_alone_leans_on_what_was_asked(question: str) -> None:
    query = read(question, ("What caused the collapse of the harbour bridge?", "Rust. [1]"))
    assert query.asked_as == f"{question} (about: collapse, harbour bridge)"
    assert read(question).asked_as == question


def test_a_place_takes_the_place_of_the_place() -> None:
    earlier = ("What did Ann Lee win in Oldport?", "Ann Lee won in Oldport. [1]")
    whole = "Why did she leave in Marlen? (about: Ann Lee, Oldport)"
    assert read("Why did she leave in Marlen?", earlier).asked_as == whole


def test_a_surname_alone_points_at_who_was_named_in_full() -> None:
    assert read("why did Balder wait?", TRIAL).asked_as == (
        "why did Balder wait? (about: Meridian trial)"
    )
    assert read("what did Powell's staff do?", RATES).asked_as == (
        "what did Powell's staff do? (about: Jerome Powell, inflation)"
    )


def test_a_name_ends_with_its_sentence() -> None:
    earlier = ("Who lunched with Ida Berg. How much was paid?", "20 crowns. [1]")
    assert read("and why?", earlier).asked_as == "and why? (about: Ida Berg, lunched, paid)"


def test_a_name_that_could_take_two_places_is_added() -> None:
    earlier = ("What did Biden say about Ukraine?", "He sent troops. [1]")
    assert read("what about Taiwan?", earlier).asked_as == (
        "what about Taiwan? (about: Biden, Ukraine)"
    )


def test_a_word_alone_is_no_name() -> None:
    assert read("Really?", BRIDGE).asked_as == f"Really? {ABOUT_BRIDGE}"
    assert read("Why?", RATES).asked_as == "Why? (about: Jerome Powell, inflation)"


def test_the_people_of_the_answer_are_carried_when_the_question_named_none() -> None:
    query = read("Why did they do it?", FERRIES)
    assert query.asked_as == "Why did they do it? (about: Northern Line, ferries)"
    assert read("how old is she?", TRIAL).asked_as == (
        "how old is she? (about: Elin Holm, Meridian trial)"
    )
    bank = ("What did the Bank of England do?", "Governor Ann Bailey raised rates. [1]")
    assert read("what did she say?", bank).asked_as == (
        "what did she say? (about: Governor Ann Bailey, Bank of England)"
    )


SUNAK = (
    "Who replaced Truss?",
    "“Rishi Sunak replaced Liz Truss on Tuesday.” [1]\n— The Times · 25 Oct 2022 · Sunak, says Orr",
)
VARGA = (
    "What happened in Port Hallam?",
    "“Mayor Ilse Varga opened the Gannet Bridge in Port Hallam.” [1]\n— Echo · Tom Orr sings",
)


@pytest.mark.parametrize(
    ("earlier", "question", "about"),
    [
        (("Why did Truss resign?", SUNAK[1]), "Who replaced her?", "Truss"),
        (("When was Brittney Griner jailed?", "“She was held in Moscow.” [1]"),
         "And when was she freed?", "Brittney Griner"),
        (("Who is Marlowe?", "“Ines Marlowe met Tom Orr.” [1]"), "What did she say?", "Marlowe"),
        (("Is Varga mayor?", VARGA[1]), "what did she promise?", "Varga"),
        (SUNAK, "What did he promise?", "Rishi Sunak, Truss"),
        (("Who is the mayor of London?", "“Ann Lee is.” [1]"), "how old is she?",
         "Ann Lee, London, mayor"),
        (VARGA, "What did she say?", "Mayor Ilse Varga, Port Hallam"),
        (VARGA, "how much did it cost?", "Gannet Bridge, Port Hallam"),
        (VARGA, "why?", "Port Hallam"),
        (("What did Echo say about Tom Orr?", "“He sang.” [1]"), "why did he?", "Tom Orr, Echo"),
        (("How many ferries sank?", "“Two, said Ann Lee.” [1]"), "What did she say?",
         "Ann Lee, ferries sank"),
    ],
)  # fmt: skip
def test_the_name_that_fits_is_meant(earlier: Turn, question: str, about: str) -> None:
    assert read(question, earlier).asked_as == f"{question} (about: {about})"


def test_whom_a_chain_speaks_of_comes_before_the_answers_names() -> None:
    chain = [("Why did Truss resign?", "x"), ("What did she say?", "“Ann Lee was there.” [1]")]
    assert read("Who replaced her?", *chain).asked_as == "Who replaced her? (about: Truss)"


@pytest.mark.parametrize(
    ("question", "task", "form"),
    [
        ("Tell me more", "fact", ""), ("what else?", "fact", ""), ("as a list", "list", "list"),
        ("in bullet points", "list", "list"), ("and as a timeline", "timeline", "timeline"),
        ("shorter", "fact", "short"),
    ],
)  # fmt: skip
def test_more_and_another_form_repeat_the_question(question: str, task: str, form: str) -> None:
    query = read(question, SUNAK)
    assert (query.asked_as, query.task, query.form) == (SUNAK[0], task, form)
    assert query.wants_more == (question in {"Tell me more", "what else?"})
    again = read(question, SUNAK, ("Tell me more", "“He did.” [1]"))
    assert again.asked_as == SUNAK[0]
    assert read("Tell me more about the toll", SUNAK).asked_as == "Tell me more about the toll"


def test_the_other_one_is_one_of_the_answers() -> None:
    assert read("No, the other one.", TRIAL).asked_as == (
        "Who was convicted in the Meridian trial? No, the other one. "
        "(about: Elin Holm, Sunny Balder)"
    )


def test_a_new_topic_is_what_the_next_question_leans_on() -> None:
    regatta = ("Who won the regatta?", "Ida Berg won it. [1]")
    assert read("how old is she?", BRIDGE, regatta).asked_as == (
        "how old is she? (about: Ida Berg, regatta)"
    )
    assert read("and last year?", BRIDGE, regatta).asked_as == "Who won the regatta last year?"


def test_without_history_nothing_is_carried() -> None:
    assert read("Why did she?").asked_as == "Why did she?"


def test_a_chain_of_follow_ups_keeps_its_topic() -> None:
    query = read(
        "And who pays for it?", BRIDGE, ("why?", "Because of rust. [1]"), ("and when?", "In June.")
    )
    assert query.asked_as == f"And who pays for it? {ABOUT_BRIDGE}"
    assert query.window == ParsedQuestion("last week", TODAY).window


def test_a_follow_up_takes_the_window_and_outlets_it_has_not_got() -> None:
    earlier = ("What did CNN say about the bridge in May?", "It will close.")
    carried = read("And why?", earlier)
    assert (carried.window, carried.outlets) == (
        ParsedQuestion("in May", TODAY).window,
        ("cnn.com",),
    )
    own = read("And the BBC in June?", earlier)
    assert (own.window, own.outlets) == (
        ParsedQuestion("in June", TODAY).window,
        ("www.bbc.co.uk",),
    )
    assert own.asked_as == "What did the BBC say about the bridge in June?"


WORDS = (
    "and no, what about the other one Tom Orr Echo in May 2025 before that why she ? . (about: 's"
)
TEXT = st.text() | st.lists(st.sampled_from(WORDS.split(" ")), max_size=12).map(" ".join)


@given(TEXT, TEXT, TEXT)
@example("why?", "(about: )", "")
@example("why?", "’s 's . (about: a, , b)", "’s")
@example("and before that?", "Who won in the year 1?", "")
def test_any_conversation_gets_a_question(question: str, earlier: str, answer: str) -> None:
    query = read(question, (earlier, answer))
    assert query.question == question
    if not leans_on_context(ParsedQuestion(question, TODAY), f"{earlier} {answer}"):
        assert query.asked_as == question
    elif query.asked_as.startswith(question.rstrip()) and "(" not in question:
        _, carried = split_carried(query.asked_as)
        assert len(carried) <= MOST_TOPICS
