"""Sentences: a table of hard cases, and invariants that hold for any text whatever."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.text.sentences import LONGEST, split_sentences

# One text a line; ‖ marks where it is cut.
GOLDEN = """
Mr. Smith went home. ‖ Mrs. Jones stayed.
Dr. Mara Lindqvist spoke to Gen. Ames and Sen. Roe. ‖ Gov. Hale did not.
Rep. Katie Porter (D-Calif.) spoke first. ‖ Sens. Hall and Orr followed.
Lt. Col. Ray Abbot retired in 2019. ‖ He was 61.
The vote is on Jan. 4. ‖ Counting ends on Dec. 11 at noon.
It opened last Sept. ‖ The mayor cut the ribbon.
He lives in the U.S. ‖ The company is there too.
U.S. Steel rose. ‖ U.S. President Ames spoke at the U.N. Security Council.
The U.K. and the E.U. agreed. ‖ Neither cheered.
Trade with the U.K. ‖ However, fell sharply.
Doors open at 4 p.m. Monday. ‖ They close at 9 a.m. ET.
It ended at 5 p.m. ‖ Police cleared the square.
She is ranked No. 1 in the world. ‖ No. 10 Downing St. was quiet.
Would she resign? ‖ No. ‖ She would fight on.
Apples, pears, etc. were sold. ‖ Prices rose.
Some fruit, e.g. Apples from Kent, i.e. English ones, rotted.
Acme Inc. Chairman Li Wei left Harbour Corp. and Tin Ltd. in May.
He joined Acme Corp. ‖ The firm grew.
Martin Luther King Jr. Day falls on Monday. ‖ Sam Orr Sr. agreed.
J. K. Rowling wrote it. ‖ J.D. Vance read it. ‖ George W. Bush did not.
It was Plan B. ‖ The board liked it.
Roe v. Wade was overturned. ‖ Ali vs. Frazier was a fight.
Inflation was 3.4 percent. ‖ It cost $1.2 million. ‖ Then 0.5 points more.
Visit amazon.com today. ‖ The Node.js team wrote it.
Version 2.0.1 is out. ‖ 14 people use it.
“We won. ‖ We are happy.” ‖ The crowd roared.
“It’s over,” she said. ‖ “We lost.” ‖ He left.
"It is over." ‖ "Is it?" ‖ She shrugged.
“Why?” she asked. ‖ “Because.” ‖ He sat down.
“Why now?” Smith asked. ‖ He got no answer.
“Stop!” Ms. Orr shouted. ‖ No one did.
“Who knows?” ‖ The mayor was not sure.
‘Nobody,’ he said, ‘told us.’ ‖ They left.
He asked: “Did you say ‘Go home.’ ” ‖ She did.
(He has pleaded not guilty.) ‖ The trial goes on.
The sum (really!) was large. ‖ It was paid.
What?! ‖ No way!! ‖ You must be joking…
Wait... ‖ Then it came.
So … it was clear. ‖ And… so on.
The plan is good. … ‖ But it is late.
“I am tired […] and cold,” he said. ‖ He sat.
I waited . . . and waited. ‖ It came.
LONDON (Reuters) - Shares fell. ‖ Oil rose.
CNN — The bridge fell. ‖ No one was hurt.
CAPE CANAVERAL, Fla. — The rocket rose. ‖ It flew.
ST. LOUIS (AP) — The river rose. ‖ It fell.
He moved to Fla. ‖ The rest stayed.
iPhone sales fell. ‖ iPhone prices rose.
Yahoo! Finance said so. ‖ He won Jeopardy! ‖ The show ended.
I love it. — John Orr, reader
1. Open the door. ‖ 2. Close it. ‖ 3. Sleep.
She was born in 1952. ‖ In 1970 she left.
He scored 12. ‖ They lost anyway.
It is 5 ft. tall and weighs 90 lbs. ‖ It bites.
The Rev. Al Orr met Prof. Chen. ‖ Both smiled.
Then-Gov. Rick Hale and ex-Rep. Bo Orr met. ‖ They talked.
At 10 Main St. ‖ The house burned.
See pp. 4 and Fig. 2. ‖ Then Vol. 3.
He holds a Ph.D. from Yale. ‖ She has an M.D. ‖ They teach.
That is “the end.” ‖ It was not.
*It is bold.* ‖ **So is this.** ‖ This is not.
Am 3. Mai kam der Minister. ‖ Der 2. Weltkrieg endete im 20. Jahrhundert.
Das gilt z. B. Berlin, d.h. der Hauptstadt. ‖ Es kostet ca. 5 Mio. Euro.
„Das ist gut.“ ‖ Er ging. ‖ »Ja.« ‖ »Nein.«
Die 1. Bundesliga pausiert. ‖ Am 9. November nicht.
« C’est fini. » ‖ Il part. ‖ Pourquoi ? ‖ Parce que M. Le Goff le veut.
¿Por qué? ‖ Porque sí. ‖ ¡Vaya! ‖ El Sr. Gómez y la Sra. Ruiz llegaron.
"""
CASES = [line for line in GOLDEN.splitlines() if line]


def cut(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize("case", CASES)
def test_hard_cases(case: str) -> None:
    assert cut(case.replace("‖ ", "")) == case.split(" ‖ ")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # A blank line always cuts; a newline within wrapped prose never does.
        ("The bridge\n\nfell.", ["The bridge", "fell."]),
        ("The bridge\r\n \t\r\nfell.", ["The bridge", "fell."]),
        ("The bridge\nfell. It was\nold.", ["The bridge\nfell.", "It was\nold."]),
        (
            "The council met the president of the United\nStates and the\nmayor. It rained.",
            [
                "The council met the president of the United\nStates and the\nmayor.",
                "It rained.",
            ],
        ),
        ("She met Dr.\nOrr. He left.", ["She met Dr.\nOrr.", "He left."]),
        ("“Why?”\nshe asked.", ["“Why?”\nshe asked."]),
        # A line of its own: headline, caption, byline, list.
        (
            "Bridge falls\nThe bridge fell on Monday.",
            ["Bridge falls", "The bridge fell on Monday."],
        ),
        ("By Sam Orr\nHARBOUR — It fell.", ["By Sam Orr", "HARBOUR — It fell."]),
        ("It fell.\niPhones rang.\nand more", ["It fell.", "iPhones rang.", "and more"]),
        ("To buy:\n- apples\n- pears\n• Plums", ["To buy:", "- apples", "- pears", "• Plums"]),
        ("HARBOUR —\nThe bridge fell.", ["HARBOUR —\nThe bridge fell."]),
        # No space after the mark.
        (
            "He said he was done.The company was not.",
            ["He said he was done.", "The company was not."],
        ),
        (
            "今日は晴れ。明日は雨！？「はい。」と言った。",
            ["今日は晴れ。", "明日は雨！？", "「はい。」と言った。"],
        ),
        (
            "他走了。“好。”她说了。真的?是的。",
            ["他走了。", "“好。”", "她说了。", "真的?", "是的。"],
        ),
        # Nothing to cut, or nothing at all.
        ("", []),
        (" \n\n\t ", []),
        ("...", ["..."]),
        ("no end", ["no end"]),
    ],
)
def test_lines_and_scripts(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_an_endless_sentence_is_cut_at_spaces() -> None:
    pieces = cut("word " * 2000)
    assert all(LONGEST / 2 <= len(piece) <= LONGEST for piece in pieces[:-1])
    assert " ".join(pieces).split() == ["word"] * 2000


def hold_invariants(text: str) -> None:
    sentences = split_sentences(text)
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert 0 < len(sentence.text) <= LONGEST
        assert not any(not line.strip() for line in sentence.text.splitlines())
    edges = [0, *(edge for s in sentences for edge in (s.start, s.end)), len(text)]
    assert edges == sorted(edges)
    gaps = zip(edges[::2], edges[1::2], strict=True)
    assert not any(text[start:end].strip() for start, end in gaps)


FRAGMENTS = "U.S.|Mr.|said|The|“|”|\"|'|?|!|.|...|…|«|»|3.4|1.|。|」|と|(|)|🙂|\u0301|\x00"
SPACES = " |  |\n|\n\n|\r\n|\t|\u2028|\xa0|- |• |\x1c"
fragments = st.sampled_from([*FRAGMENTS.split("|"), *SPACES.split("|"), "x" * 1999, "word " * 250])
RUNS = 'x|. |X. |?”|."|a.b |x\n|« |? |?” Aaa.|.A|[(|1.|\n|. \n|?” of |.“'


@given(st.one_of(st.text(), st.lists(fragments).map("".join)))
@example(" . ” ")
@example("x" * 2000 + " y")
@example("x" * 2000 + " " * 3000 + "y")
@example("a.\n. »\n»")
def test_any_text_holds_the_invariants(text: str) -> None:
    hold_invariants(text)


@given(
    st.lists(st.sampled_from([case.replace("‖ ", "") for case in CASES]), min_size=1, max_size=6)
)
def test_paragraphs_are_cut_one_by_one(paragraphs: list[str]) -> None:
    alone = [sentence for paragraph in paragraphs for sentence in cut(paragraph)]
    assert cut("\n\n".join(paragraphs)) == alone


@pytest.mark.slow
@pytest.mark.parametrize("unit", RUNS.split("|"))
def test_long_runs_of_anything_return(unit: str) -> None:
    """Quadratic scanning of these would take hours; here it must just end."""
    hold_invariants(unit * (1_000_000 if unit == "x" else 100_000))


def test_a_million_dots() -> None:
    hold_invariants("." * 1_000_000)


def test_sentences_are_in_order_and_apart() -> None:
    sentences = split_sentences("One. Two!  Three?\n\nFour")
    assert [(s.start, s.end) for s in sentences] == [(0, 4), (5, 9), (11, 17), (19, 23)]
    assert all(before.end < after.start for before, after in pairwise(sentences))
