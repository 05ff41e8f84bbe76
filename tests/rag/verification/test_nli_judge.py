"""Verdicts after a model for natural language inference has read the claims over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from rag.answering.citations import Citer
from rag.errors import UsageError
from rag.integrations.langchain import AnswerChain
from rag.models.nli import NliScores
from rag.retrieval.search import Archive
from rag.types import Answer, Evidence, Request, Verdict
from rag.verification.nli_judge import (
    EVEN,
    MOST_PAIRS,
    SURE,
    NliJudge,
    compose_premise,
    revise_verdict,
)
from tests.helpers.asking import OVER, STRIKE, WAGES, cited, evidence_for, label_of, pipeline, write
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.places import TODAY
from tests.helpers.tiny_nli import TinyModels

LIFTED = "Train drivers have ended their walkout for good."  # what OVER says, in none of its words
RAISED = "Under the agreement, wages will rise by 6.4 per cent on 1 June."  # not what WAGES says
TURNED = "Wages will rise by 5.4 per cent on 1 June under the agreement."


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyModels:
    return TinyModels(tmp_path_factory.mktemp("models"))


BY_RULE = {
    "supported": Verdict("supported", 0.8, "all of it stands there"),
    "weak": Verdict("weak", 0.5, "“levy” is missing"),
    "unsupported": Verdict("unsupported", 0.2, "“levy” is missing"),
    "weak, barred": Verdict("weak", 0.5, "it names another", barred=True),
    "unsupported, barred": Verdict("unsupported", 0.1, "225, not 228", barred=True),
}
ENTAILED, OPEN, CONTRADICTED = NliScores(SURE), NliScores(EVEN - 0.01), NliScores(0.05, SURE)


@pytest.mark.parametrize(
    ("by_rule", "reading", "support", "says"),
    [
        ("supported", ENTAILED, "supported", "all of it stands there; tiny agrees"),
        ("supported", NliScores(EVEN), "supported", "all of it stands there; tiny agrees"),
        ("supported", OPEN, "weak", "tiny does not read this in the source, though by rule all"),
        ("supported", CONTRADICTED, "unsupported", "tiny reads the source as contradicting this"),
        ("supported", NliScores(0.2, SURE - 0.01), "weak", "tiny does not read this"),
        ("weak", ENTAILED, "supported", "tiny reads the source as saying this in other words"),
        ("weak", NliScores(SURE - 0.01), "weak", "is missing; tiny changes nothing about that"),
        ("weak", OPEN, "weak", "is missing; tiny changes nothing about that"),
        ("weak", CONTRADICTED, "unsupported", "tiny reads the source as contradicting this"),
        ("unsupported", ENTAILED, "supported", "tiny reads the source as saying this in other"),
        ("unsupported", OPEN, "unsupported", "is missing; tiny changes nothing about that"),
        ("unsupported", CONTRADICTED, "unsupported", "is missing; tiny changes nothing about"),
        ("weak, barred", ENTAILED, "weak", "it names another; tiny changes nothing about that"),
        ("weak, barred", CONTRADICTED, "unsupported", "tiny reads the source as contradicting"),
        ("unsupported, barred", ENTAILED, "unsupported", "225, not 228; tiny changes nothing"),
    ],
)
def test_what_a_reading_makes_of_a_verdict(
    by_rule: str, reading: NliScores, support: str, says: str
) -> None:
    before = BY_RULE[by_rule]
    after = revise_verdict(before, reading, "tiny")
    assert after.support == support
    assert after.reason.startswith(says) or says in after.reason
    assert after.barred == before.barred or after.support == "unsupported"
    assert "\n" not in after.reason
    order = ["unsupported", "weak", "supported"]
    moved = order.index(after.support) - order.index(before.support)
    assert (after.score > before.score) <= (moved > 0)
    assert (after.score < before.score) <= (moved < 0)


class ScriptedEntailment:
    """Reads in a premise what was set for the first phrase that it holds; keeps what it read."""

    called = "scripted"

    def __init__(self, readings: Mapping[str, NliScores]) -> None:
        self.batches: list[tuple[str, list[str]]] = []
        self._readings = readings

    def read(self, claim: str, premises: Sequence[str]) -> list[NliScores]:
        self.batches.append((claim, list(premises)))
        return [
            next((value for key, value in self._readings.items() if key in one), NliScores(0.0))
            for one in premises
        ]


def source(n: int, sentence: str, article: str = "a1") -> Evidence:
    day = f"2026-05-0{article[-1]}"
    title = f"Headline {article}"
    return Evidence(f"S{n}", article, title, "Mail", (), "", day, sentence, n * 100, n * 100 + 9)


SOURCES = [
    source(1, "The ferry Aurora sank off Kestria on Monday."),
    source(2, "All 31 passengers were brought ashore by fishermen."),
    source(3, "The minister stepped down after the inquiry.", "a2"),
    *[source(n, f"Ticket number {n} was sold at the harbour kiosk.", "a3") for n in range(4, 14)],
]


def nearness(first: int) -> Callable[[str, Sequence[str]], Sequence[float]]:
    """Cosines by which the source `first`, counted from 0, is nearest, then the rest in order."""
    return lambda _, sentences: [(n == first) - n / 100 for n in range(len(sentences))]


def answered(
    text: str, readings: Mapping[str, NliScores], *, nearest: int = 0
) -> tuple[Answer, ScriptedEntailment]:
    """What a Citer makes of a text when claims are read over."""
    model = ScriptedEntailment(readings)
    judge = NliJudge(model, SOURCES, similarity=nearness(nearest))
    shown, claims, citations = Citer(SOURCES, revise=judge.revise).update(text, complete=True)
    assert judge.warnings == ()
    answer = Answer("?", "?", "generated", shown, claims, citations)
    return answer, model


def test_what_is_cited_is_read_with_what_stands_over_it() -> None:
    assert compose_premise([SOURCES[1], SOURCES[0]]) == (
        "The ferry Aurora sank off Kestria on Monday. All 31 passengers were brought ashore by "
        "fishermen. (Headline a1 | Mail | Monday 2026-04-27 | Friday 2026-05-01 | "
        "Monday 2026-05-04)"
    )
    apart = compose_premise([SOURCES[1], SOURCES[2], SOURCES[0]])
    places = [apart.index(part) for part in ("The ferry", "Headline a1", "Headline a2")]
    assert places == sorted(places), "each article its own"
    bare = Evidence("S1", "x", "", "", (), "", None, "It sank.", 0, 8)
    assert compose_premise([bare]) == "It sank."


def test_a_claim_that_stands_is_one_pair_and_a_verbatim_one_none() -> None:
    answer, model = answered(
        "The ferry Aurora sank off Kestria on Monday. [S1] The ferry Aurora sank on Monday. [S1]",
        {"Aurora": ENTAILED},
    )
    [(claim, premises)] = model.batches
    assert claim == "The ferry Aurora sank on Monday."
    assert premises == [compose_premise(SOURCES[:1])]
    assert [one.support for one in answer.claims] == ["supported", "supported"]
    assert answer.claims[0].reason == "in the words of the source"
    assert answer.claims[1].reason.endswith("; scripted agrees")


@pytest.mark.parametrize("labels", ["", " [S5]"])
def test_other_words_are_cited_to_the_sentence_that_says_so(labels: str) -> None:
    answer, model = answered(
        f"The secretary quit.{labels}", {"stepped down": NliScores(0.97)}, nearest=2
    )
    [(_, premises)] = model.batches
    assert len(premises) == MOST_PAIRS
    [claim] = answer.claims
    assert (claim.support, claim.citations) == ("supported", (1,))
    assert [one.sentence for one in answer.citations] == [SOURCES[2].sentence]
    assert claim.reason.startswith("scripted reads the source as saying this in other words (")


def test_what_only_stands_near_may_not_contradict() -> None:
    answer, _ = answered("The secretary quit.", {"": NliScores(0.0, 1.0)}, nearest=2)
    [claim] = answer.claims
    assert claim.support == "unsupported"
    assert "contradicting" not in claim.reason


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("All 13 passengers were brought ashore by fishermen. [S2]", 0),
        ("All 31 passengers were not brought ashore by fishermen. [S2]", 0),
        ("The ferry Aurora sank off Kestria on Tuesday. [S1]", 0),
        ("The passages do not say how many passengers drowned. [S2]", 1),
    ],
)
def test_no_reading_makes_good_what_a_fact_bars(text: str, asked: int) -> None:
    by_rule = Citer(SOURCES).update(text, complete=True)[1][0]
    answer, model = answered(text, {"": NliScores(1.0)})
    assert answer.claims[0].support == by_rule.support != "supported"
    assert answer.claims[0].reason.startswith(by_rule.reason)
    assert len(model.batches) == asked


def test_a_sentence_with_another_number_is_not_cited_whatever_is_read_in_it() -> None:
    judge = NliJudge(
        ScriptedEntailment({"31 passengers": NliScores(1.0)}), SOURCES, similarity=nearness(1)
    )
    before = Verdict("unsupported", 0.1, "the words are others")
    for number, found in (("31", (1,)), ("40", ())):
        claim = f"Fishermen rescued {number} passengers."
        assert judge.revise(claim, (), before)[0] == found


def test_a_contradicted_claim_loses_its_citation_and_stays_in_the_text() -> None:
    text = "The ferry Aurora sank on Monday."
    answer, _ = answered(f"{text} [S1]", {"Aurora": CONTRADICTED})
    [claim] = answer.claims
    assert (claim.support, claim.citations) == ("unsupported", ())
    assert claim.reason == "scripted reads the source as contradicting this"
    assert answer.text == text
    assert answer.citations == ()


def test_a_claim_is_read_once_however_the_text_grows() -> None:
    model = ScriptedEntailment({"": ENTAILED})
    citer = Citer(SOURCES, revise=NliJudge(model, SOURCES, similarity=nearness(0)).revise)
    text = "The ferry Aurora sank on Monday. [S1] The secretary quit. Passengers came ashore. [S2]"
    for end in range(0, len(text), 3):
        citer.update(text[:end])
    _, claims, _ = citer.update(text, complete=True)
    assert [claim for claim, _ in model.batches] == [one.text for one in claims]
    assert all(len(premises) <= MOST_PAIRS for _, premises in model.batches)


def read_over(press: Archive, double: OllamaDouble, text: str, name: str) -> Answer:
    """The text with its verdicts, whether it leads the answer or not."""
    write(double, text)
    asked = pipeline(press, ollama_url=double.url, nli_model=name)
    answer = asked.ask(Request(STRIKE, TODAY))
    folded = answer.instead if answer.folded else None
    return replace(folded, warnings=answer.warnings) if folded else answer


def to(press: Archive, claim: str, sentence: str) -> str:
    """A claim, labelled with another sentence."""
    return f"{claim} [{label_of(evidence_for(press, STRIKE), sentence)}]"


def test_a_whole_answer_is_read_over(
    press: Archive, double: OllamaDouble, tiny: TinyModels
) -> None:
    text = " ".join(
        [
            cited(press, OVER),
            to(press, LIFTED, OVER),
            to(press, RAISED, WAGES),
            to(press, TURNED, WAGES),
        ]
    )
    support = {
        "": ["supported", "unsupported", "unsupported", "supported"],
        tiny.leaning("entail"): ["supported", "supported", "unsupported", "supported"],
        tiny.leaning("neutral"): ["supported", "unsupported", "unsupported", "weak"],
        tiny.leaning("contradic"): ["supported", "unsupported", "unsupported", "unsupported"],
        tiny.make(["LABEL_0"], [-8.0]): ["supported", "unsupported", "unsupported", "weak"],
    }
    for name, wanted in support.items():
        answer = read_over(press, double, text, name)
        assert [claim.support for claim in answer.claims] == wanted
        assert [claim.text for claim in answer.claims] == [OVER, LIFTED, RAISED, TURNED]
        assert answer.warnings == ()
        named = ["tiny-nli" in claim.reason for claim in answer.claims]
        assert named == ([False, True, False, True] if name else [False] * 4)


@pytest.mark.parametrize("fault", ["missing", "no names", "breaks"])
def test_a_model_that_cannot_be_used_is_a_warning_and_the_rules_stand(
    press: Archive, double: OllamaDouble, tiny: TinyModels, fault: str
) -> None:
    name = {
        "missing": lambda: "no-such-model",
        "no names": lambda: tiny.make(["LABEL_0", "LABEL_1", "LABEL_2"], [0.0] * 3),
        "breaks": tiny.breaking,
    }[fault]()
    text = f"{to(press, LIFTED, OVER)} {to(press, TURNED, WAGES)}"
    by_rule = read_over(press, double, text, "")
    answer = read_over(press, double, text, name)
    assert (answer.claims, answer.text) == (by_rule.claims, by_rule.text)
    [warning] = answer.warnings
    assert warning.startswith(f"The NLI model '{name}' ")
    assert warning.endswith("Claims that it has not read are judged by rule alone.")
    assert "\n" not in warning


def test_at_the_start_it_is_refused(press: Archive, tiny: TinyModels) -> None:
    with pytest.raises(UsageError, match="The NLI model 'no-such-model' cannot be loaded"):
        pipeline(press, nli_model="no-such-model").warm_up()
    pipeline(press, nli_model=tiny.leaning("entail")).warm_up()


def test_without_an_answer_of_a_model_nothing_is_read_over(press: Archive) -> None:
    chain = AnswerChain(pipeline(press, nli_model="no-such-model"))
    answer = chain.invoke({"question": STRIKE, "today": TODAY})
    assert (answer.mode, answer.warnings) == ("extractive", ())
