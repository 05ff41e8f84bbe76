"""Does a sentence support a claim: hard cases in a table, then what must hold for any sentence."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Support
from rag.verification.support import SUPPORTED, WEAK, attribute, check_claim

FERRY = "The ferry Aurora sank off Norway on Monday with 225 people aboard, police said."

# claim, source sentence, verdict, words that the reason must hold
CASES: list[tuple[str, str, Support, str]] = [
    # numbers
    ("It carried 228 people.", "It carried 225 people.", "unsupported", "225, not 228"),
    ("About 1.2 million people left.", "Some 1,200,000 people left.", "supported", ""),
    ("About 1.2 million people left.", "In all 1,214,332 people left.", "supported", ""),
    ("Twenty people died in the fire.", "The fire killed 20 people, police said.", "supported", ""),
    ("The plant employs 1,200 people.", "The plant employs 12,000 people.", "unsupported",
     "12,000, not 1,200"),
    ("The vote was 52 to 48.", "The vote was 52 to 47.", "unsupported", "47, not 48"),
    ("He came in 17th.", "He came in 18th.", "unsupported", "18th, not 17th"),
    ("The strike lasted 5 days.", "The strike lasted 5 weeks.", "unsupported", "5"),
    ("The race is 5 km long.", "The race is 5 kilometres long.", "supported", ""),
    # percent and money
    ("Prices rose 5 per cent in May.", "Prices rose by 5% in May.", "supported", ""),
    ("Prices rose 6 percent in May.", "Prices rose by 5% in May.", "unsupported", "5%, not 6"),
    ("The deal is worth $1.4bn.", "The deal is worth $1.4 billion.", "supported", ""),
    ("The deal is worth £1.4 billion.", "The deal is worth $1.4 billion.", "unsupported", "$1.4"),
    ("Profit reached 4 million euros.", "Profit reached €4m.", "supported", ""),
    # approximations
    ("More than 100 people were hurt.", "In all 112 people were hurt.", "supported", ""),
    ("More than 100 people were hurt.", "In all 92 people were hurt.", "unsupported", "92"),
    ("Fewer than 100 were hurt.", "More than 100 were hurt.", "unsupported", "more than 100"),
    ("Nearly 130 were hurt.", "In all 128 people were hurt.", "supported", ""),
    ("About 130 were hurt.", "In all 128 people were hurt.", "supported", ""),
    ("About 140 were hurt.", "In all 128 people were hurt.", "unsupported", "128, not about 140"),
    # dates
    ("The vote is on Tuesday.", "The vote is on Thursday.", "unsupported", "Thursday, not Tuesday"),
    ("He was born on 3 May 1990.", "He was born on May 3, 1990.", "supported", ""),
    ("He was born on 3 June 1990.", "He was born on May 3, 1990.", "unsupported", "May 3"),
    ("He was born in May 1990.", "He was born on May 3, 1990.", "supported", ""),
    ("It was built in 2019.", "It was built in 2018.", "unsupported", "2018, not 2019"),
    ("It was built on Sept. 3.", "It was built on 3 September.", "supported", ""),
    # names
    ("Watson will play Belle.", "Emma Watson will play Belle in the film.", "supported", ""),
    ("Emma Thompson will play Belle.", "Emma Watson will play Belle.", "unsupported",
     "Emma Watson, not Emma Thompson"),
    ("Jill Biden visited the school.", "Joe Biden visited the school.", "unsupported", "Joe Biden"),
    ("J.K. Rowling spoke.", "J. K. Rowling spoke.", "supported", ""),
    ("J. K. Rowling spoke in York.", "JK Rowling spoke in York.", "supported", ""),
    ("J. K. Rowling spoke in York.", "Joanne Rowling spoke in York.", "supported", ""),
    ("J. R. R. Tolkien wrote it.", "J.R.R. Tolkien wrote it.", "supported", ""),
    ("JD Vance spoke in Ohio.", "J. D. Vance spoke in Ohio.", "supported", ""),
    ("George W. Bush spoke in Texas.", "G. W. Bush spoke in Texas.", "supported", ""),
    ("S. P. Jones won the seat.", "Sarah P. Jones won the seat.", "supported", ""),
    ("H. M. Treasury paid the bill.", "HM Treasury paid the bill.", "supported", ""),
    ("J. D. Vance spoke in Ohio.", "J. P. Vance spoke in Ohio.", "unsupported", "J. P. Vance"),
    ("J. Biden visited the school.", "Hunter Biden visited the school.", "unsupported", "Hunter"),
    ("He said U.S. Steel cut jobs.", "He said Union Steel cut jobs.", "unsupported", "Union Steel"),
    ("X Holdings cut jobs in May.", "Xerox Holdings cut jobs in May.", "unsupported", "Xerox"),
    ("The US Congress voted.", "The Ukrainian Congress voted.", "unsupported", "Ukrainian"),
    ("President Biden visited the school.", "Joe Biden visited the school.", "supported", ""),
    ("The WHO declared a pandemic.", "The World Health Organization declared a pandemic.",
     "supported", ""),
    ("The World Health Organization declared a pandemic.", "The WHO declared a pandemic.",
     "supported", ""),
    ("Ukraine's army left the city.", "The Ukrainian army left the city.", "supported", ""),
    ("The U.S. imposed sanctions.", "The United States imposed new sanctions.", "supported", ""),
    ("The ferry Aurora sank off Norway on Monday, Ola Nordmann said.", FERRY, "unsupported",
     "does not name Ola Nordmann"),
    # negation
    ("The minister did not resign.", "The minister resigned on Monday.", "unsupported", "denies"),
    ("The minister resigned.", "The minister has not resigned.", "unsupported", "denies"),
    ("The minister won't resign.", "The minister will not resign.", "supported", ""),
    ("No one was hurt.", "Nobody was hurt in the fire.", "supported", ""),
    # opposites
    ("Shares fell by 5%.", "Shares rose by 5%.", "unsupported", "“rose”, not “fell”"),
    ("Arsenal won the match.", "Arsenal lost the match.", "unsupported", "lost"),
    ("The bridge closed before the storm.", "The bridge closed after the storm.", "unsupported",
     "“after”, not “before”"),
    ("Chelsea beat Arsenal.", "Arsenal beat Chelsea.", "unsupported", "other way round"),
    ("Arsenal were beaten by Chelsea.", "Chelsea beat Arsenal 2-1.", "supported", ""),
    # put in the place of something else
    ("Police said he may leave within two months.", "Police said he may leave within two years.",
     "unsupported", "two years, not two months"),
    ("The repair takes up to 10 days.", "The repair takes at least 10 days.", "unsupported",
     "at least 10 days"),
    ("Support fell by 5 percentage points.", "Support fell by 5%.", "unsupported", "5%, not 5"),
    ("Nordlink lost $3 million last year.", "Nordlink lost $3 billion last year.", "unsupported",
     "$3 billion, not $3 million"),
    ("Berg said the port was closed for good.", "Lund said the port was closed for good.", "weak",
     "names Lund, not Berg"),
    ("Yesterday, Per Berg closed the port.", "Yesterday, Ida Lund closed the port.",
     "unsupported", "Ida Lund, not Per Berg"),
    ("He met the founder of the bank.", "He met the editor of the bank.", "unsupported",
     "“editor”, not “founder”"),
    ("Governor Biden visited the school.", "President Biden visited the school.", "unsupported",
     "President Biden, not Governor Biden"),
    ("Dr Lund left the town.", "Mayor Lund left the town.", "supported", ""),
    ("She has been seen since Monday.", "She has not been seen since Monday.", "unsupported",
     "denies it"),
    ("It has not announced its plans.", "It has not officially announced its plans.", "supported",
     ""),
    # said more surely than the source has it
    ("The strike will close the port.", "The strike could close the port.", "weak", "could"),
    ("The strike may close the port.", "The strike could close the port.", "supported", ""),
    ("All of the houses were damaged.", "Some of the houses were damaged.", "unsupported",
     "“Some”, not “All”"),
    ("The road closed because of the storm.", "The road closed after the storm.", "weak", "after"),
    ("The road closed because of the storm.", "The road closed due to the storm.", "supported", ""),
    # shortened days, plain names
    ("It sank on Sun., Jan. 5.", "It sank on Sunday, January 5.", "supported", ""),
    ("He has seen every World Cup.", "He has seen many World Cups.", "unsupported", "many"),
    # words
    ("The ferry sank off Norway.", "Shares in the bank rose on Friday.", "unsupported", ""),
    ("The ferry sank off Norway.", FERRY, "supported", ""),
    ("They won.", FERRY, "unsupported", "“won”"),
    ("Police arrested the captain.", FERRY, "unsupported", "“arrested”"),
    ("The ferry sank because of a fire in its engine room.", FERRY, "unsupported",
     "does not speak of “fire”, “engine”, “room”"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence", "support", "why"), CASES)
def test_hard_case(claim: str, sentence: str, support: Support, why: str) -> None:
    verdict = check_claim(claim, [sentence])
    assert verdict.support == support, verdict
    assert why in verdict.reason
    assert "\n" not in verdict.reason


def test_no_source() -> None:
    verdict = check_claim("The ferry sank.", [])
    assert (verdict.support, verdict.score) == ("unsupported", 0.0)
    assert verdict.reason == "no source sentence"


def test_a_claim_may_rest_on_two_sentences() -> None:
    claim = "The ferry Aurora, which sank on Monday, carried 225 people."
    both = ["The Aurora sank on Monday.", "The ferry carried 225 people, officials said."]
    assert check_claim(claim, both).support == "supported"
    assert check_claim(claim, both[:1]).support != "supported"


def test_another_sentence_cannot_lend_its_number() -> None:
    sentences = ["The ferry Aurora carried 225 people.", "The port handled 228 flights and ships."]
    assert check_claim("The ferry Aurora carried 228 people.", sentences).support == "unsupported"


def test_what_says_nothing_about_the_world_is_neither_borne_out_nor_contradicted() -> None:
    assert check_claim("Here is a concise summary of the article:", [FERRY]).support == "weak"


def test_likeness_helps_a_paraphrase_but_outweighs_no_contradiction() -> None:
    def like(_claim: str, sentences: Sequence[str]) -> list[float]:
        return [0.95] * len(sentences)

    claim = "The vessel went down near Norway on Monday."
    assert check_claim(claim, [FERRY], similarity=like).score > check_claim(claim, [FERRY]).score
    false = "The ferry sank off Norway on Tuesday."
    assert check_claim(false, [FERRY], similarity=like).support == "unsupported"


# --- attribution ------------------------------------------------------------------------------

SENTENCES = [
    FERRY,
    "All 225 people were rescued by helicopters within three hours.",
    "Shares in the ferry company fell by 5% on Tuesday.",
    "The company Nordlink bought the ship in 2011.",
]


def test_a_label_that_holds_is_kept() -> None:
    found, verdict = attribute("Nordlink bought the ship in 2011.", [3], SENTENCES)
    assert found == (3,)
    assert verdict.support == "supported"


def test_a_wrong_label_is_replaced_and_the_reason_says_so() -> None:
    found, verdict = attribute("Nordlink bought the ship in 2011.", [1], SENTENCES)
    assert found == (3,)
    assert verdict.support == "supported"
    assert "found by checking" in verdict.reason


def test_a_missing_label_is_found() -> None:
    found, verdict = attribute("The company's shares fell by 5%.", [], SENTENCES)
    assert found == (2,)
    assert verdict.support == "supported"


def test_nothing_is_cited_for_a_false_claim() -> None:
    found, verdict = attribute("The company's shares fell by 9%.", [], SENTENCES)
    assert found == ()
    assert verdict.support == "unsupported"
    assert "5%" in verdict.reason


def test_a_contradicted_label_is_not_softened_by_a_half_fitting_sentence() -> None:
    _, verdict = attribute("All 228 people were rescued by helicopters.", [1], SENTENCES)
    assert verdict.support == "unsupported"
    assert "225, not 228" in verdict.reason


def test_unneeded_labels_go_and_never_more_than_three_stay() -> None:
    found, _ = attribute("Nordlink bought the ship in 2011.", [0, 1, 2, 3], SENTENCES)
    assert found == (3,)
    parts = ["Anna sells red apples.", "Bert sells green pears.", "Carl sells blue plums.",
             "Dora sells white figs."]  # fmt: skip
    claim = "Anna sells apples, Bert sells pears, Carl sells plums and Dora sells figs."
    found, _ = attribute(claim, [0, 1, 2, 3], parts)
    assert 1 <= len(found) <= 3


def test_a_headline_supplies_the_name_and_the_date() -> None:
    sentence = "It sank on Friday with all its cargo."
    above = "Freighter Borealis lost | Fjord Courier | Friday 2019-05-03"
    claim = "The Borealis sank on Friday, 3 May 2019, with all its cargo."
    assert attribute(claim, [0], [sentence])[1].support == "unsupported"
    assert attribute(claim, [0], [sentence], context=[above])[1].support == "supported"
    false = claim.replace("3 May", "5 May")
    assert attribute(false, [0], [sentence], context=[above])[1].support == "unsupported"


def test_a_label_without_a_sentence_is_an_error() -> None:
    with pytest.raises(IndexError):
        attribute("The ferry sank.", [9], SENTENCES)


# --- what holds for any sentence ---------------------------------------------------------------

_VOCABULARY = (
    "the ferry Aurora sank on Monday with 225 people $1.4bn 5% not never rose fell in May 2019 Joe "
    "Biden's U.S. said “no” more than twelve two-thirds Norway’s 2-1 1990s — ( ) , . isn't"
)
WORDS = st.sampled_from(_VOCABULARY.split(" "))
SENTENCE = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
TEXT = st.one_of(SENTENCE, st.text(max_size=80))
UNRELATED = "Zebras graze quietly beneath tall acacia trees."


@given(TEXT)
def test_a_sentence_supports_itself(sentence: str) -> None:
    assert check_claim(sentence, [sentence]).support == "supported"


@given(TEXT, st.lists(TEXT, max_size=4))
def test_scores_and_verdicts_agree(claim: str, sentences: list[str]) -> None:
    verdict = check_claim(claim, sentences)
    assert 0.0 <= verdict.score <= 1.0
    if verdict.support == "supported":
        assert verdict.score >= SUPPORTED
    if verdict.support == "weak":
        assert verdict.score >= WEAK
    assert check_claim(claim, sentences) == verdict


@given(SENTENCE, st.lists(SENTENCE, min_size=1, max_size=4), st.integers(0, 4))
def test_an_unrelated_sentence_takes_no_support_away(
    claim: str, sentences: list[str], at: int
) -> None:
    if check_claim(claim, sentences).support == "supported":
        more = [*sentences[:at], UNRELATED, *sentences[at:]]
        assert check_claim(claim, more).support == "supported"


@given(SENTENCE, st.lists(SENTENCE, min_size=1, max_size=5), st.data())
def test_attribution_cites_sentences_that_exist(
    claim: str, sentences: list[str], data: st.DataObject
) -> None:
    cited = data.draw(st.lists(st.integers(0, len(sentences) - 1), max_size=3))
    found, verdict = attribute(claim, cited, sentences)
    assert len(found) <= 3
    assert len(set(found)) == len(found)
    assert all(0 <= index < len(sentences) for index in found)
    assert found or verdict.support != "supported"


@given(TEXT, st.lists(TEXT, max_size=4), st.integers(0, 4))
def test_a_sentence_supports_itself_among_any(claim: str, others: list[str], at: int) -> None:
    assert check_claim(claim, [*others[:at], claim, *others[at:]]).support == "supported"


@given(SENTENCE, st.lists(SENTENCE, min_size=1, max_size=3))
def test_kinds_of_quotes_and_dashes_do_not_matter(claim: str, sentences: list[str]) -> None:
    curly, straight = "“”’—", '""\'-'
    other = claim.translate(str.maketrans(curly, straight))
    assert check_claim(other, sentences) == check_claim(claim, sentences)


@given(SENTENCE)
def test_case_does_not_take_a_sentence_from_itself(sentence: str) -> None:
    assert check_claim(sentence.upper(), [sentence]).support == "supported"


FALSE = [
    "The ferry Aurora sank off Norway on Monday with 228 people aboard, police said.",
    "The ferry Aurora sank off Norway on Tuesday with 225 people aboard, police said.",
    "The ferry Aurora did not sink off Norway on Monday with 225 people aboard, police said.",
    "The ferry Aurora sank off Denmark on Monday with 225 people aboard, police said.",
]


@pytest.mark.parametrize("claim", FALSE)
@given(st.lists(st.sampled_from([UNRELATED, "Twelve cooks baked bread.", *"abc"]), max_size=4))
def test_no_unrelated_sentence_makes_up_for_a_contradiction(claim: str, more: list[str]) -> None:
    assert check_claim(claim, [FERRY, *more]).support == "unsupported"
    assert check_claim(claim, [*more, FERRY]).support == "unsupported"


HOSTILE = [
    "word " * 2000, "a" * 10_000, "1" * 10_000, "1," * 5000, "May " * 2500, "not " * 2500,
    "John Smith " * 900, "A.B." * 2500, "one hundred and " * 600, "'" * 10_000, "x'" * 4000,
    "“” – …", "", " \n\t", "2024-13-45 99:99", "½ ² ③ ١٢٣", "مرحبا بالعالم 12", "שלום עולם " * 40,
    "中文句子。" * 60, "🚢🔥 👨‍👩‍👧", "\u202eabc", "\x00", "of the and",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_at_all_gets_a_verdict(text: str) -> None:
    for sentences in ([FERRY], [text, FERRY], []):
        assert 0.0 <= check_claim(text, sentences).score <= 1.0
        assert 0.0 <= check_claim(FERRY, [text, *sentences]).score <= 1.0
    assert check_claim(text, [text]).support == "supported"


@pytest.mark.parametrize(
    ("sentence", "false"),
    [
        ("Die Fähre sank am Montag mit 225 Menschen an Bord.", "226"),
        ("Le ferry a coulé lundi avec 225 personnes à bord.", "220"),
        ("El ferri se hundió el lunes con 225 personas a bordo.", "325"),
        ("Η φωτιά έκαψε 225 σπίτια στο νησί.", "252"),
    ],
)
def test_other_languages_are_held_to_their_numbers(sentence: str, false: str) -> None:
    assert check_claim(sentence, [UNRELATED, sentence]).support == "supported"
    said = sentence[:-1] + ", hieß es."
    assert check_claim(said.replace("225", false), [sentence]).support == "unsupported"
    assert check_claim(sentence.replace("225", false), [sentence]).support == "unsupported"
