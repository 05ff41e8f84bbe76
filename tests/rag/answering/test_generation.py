"""A model that loops or strays is stopped, and what was whole before that is looked at."""

from rag.retrieval.search import Archive
from tests.helpers.asking import OVER, WAGES, cited, generated, streamed, write
from tests.helpers.ollama_double import OllamaDouble

FALSE = [f"The mayor of Lisbon keeps {n}00 dragons in a cellar at the sea. " for n in range(1, 9)]


def test_a_loop_is_stopped_and_leaves_what_stood_before_it(
    press: Archive, double: OllamaDouble
) -> None:
    loop = ["and the port ", "and the sea ", "and the ferry "] * 20
    write(double, [f"{cited(press, OVER)} ", f"{cited(press, WAGES)} ", *loop])
    answer = generated(press, double)
    assert answer.text == f"{OVER} [1] {WAGES} [2]"
    assert (answer.complete, answer.broken_off, answer.folded) == (True, False, "")
    assert "was stopped" in answer.warnings[0]
    assert answer.tokens["written"] < 2 + len(loop)


def test_a_model_that_says_what_no_source_does_is_stopped(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, [f"{cited(press, OVER)} ", *FALSE])
    answer = generated(press, double)
    assert answer.folded
    assert answer.instead is not None
    assert len(answer.instead.claims) < len(FALSE)


def test_a_loop_from_the_first_word_on_leaves_the_sources(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, ["The port "] * 60)
    answer = generated(press, double)
    assert (answer.mode, answer.instead) == ("extractive", None)
    assert "nothing that says anything" in answer.warnings[0]


def test_while_a_model_talks_of_its_task_it_is_still_awaited(
    press: Archive, double: OllamaDouble
) -> None:
    write(double, ["The question is asking ", "what ended it. ", cited(press, OVER)])
    growing = streamed(press, double)
    assert all(answer.text for answer in growing)
    assert growing[-1].text == f"{OVER} [1]"


def test_the_tokens_that_the_server_counts_are_told(press: Archive, double: OllamaDouble) -> None:
    double.reply(cited(press, OVER), prompt_eval_count=1040, eval_count=21)
    answer = generated(press, double)
    assert answer.to_dict()["tokens"] == {"read": 1040, "written": 21}
    assert 0 < answer.timings["first_word"] <= answer.timings["total"]
