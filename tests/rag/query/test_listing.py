"""Which questions ask for more than one of a kind, and of which kind."""

import pytest

from rag.query.listing import find_member_kind
from rag.query.task import find_task


@pytest.mark.parametrize(
    "question",
    [
        "Which states banned the drug?",
        "Which states ban the drug?",
        "which of the ministers resigned?",
        "Which films are nominated for best picture?",
        "What charges does the director face?",
        "What are the charges against Viktor Dahlgaard?",
        "Who are the members of the Polaris Dawn crew?",
        "Who are Varga's opponents in the run-off?",
        "Who is in the cast of the show?",
        "How many and which districts were flooded?",
        "In the end, who knows? Which ferries sank?",
        "Name the people charged with fraud",
        "Name the candidates",
    ],
)
def test_many_are_asked_for(question: str) -> None:
    assert find_task(question) == "list"


@pytest.mark.parametrize(
    "question",
    [
        "Which sports league unveiled its draft?",
        "Which film won five awards?",
        "Which airline plans to buy Hawaiian Airlines?",
        "Which two airlines announced plans to merge?",
        "Which of the following politicians is no candidate?",
        "What are airline companies worried about?",
        "What are the odds?",
        "Which news outlet was sued?",
        "Which Texas city was flooded?",
        "What does the mayor want?",
        "What percentage of teenagers feel lonely?",
        "Which movie swept several awards at the Oscars?",
    ],
)
def test_one_thing_is_asked_for(question: str) -> None:
    assert find_task(question) == "fact"


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("What are the reasons for the strike?", "cause"),
        ("What are the Golden Globes?", "definition"),
        ("Who are Piers Aronsen and Ilse Varga?", "person"),
        ("What do different outlets say about the bridge?", "outlets"),
    ],
)
def test_what_names_its_task_outright_keeps_it(question: str, task: str) -> None:
    assert find_task(question) == task


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which states banned it?", "state"),
        ("Name the victims of the fire", "person"),
        ("Who are the candidates in the swing states?", "state"),
        ("Who is in the cast?", "person"),
        ("What are the charges against the people arrested?", "charge"),
        ("Which films are nominated in the United States?", ""),
        ("", ""),
    ],
)
def test_the_kind_of_the_members(question: str, kind: str) -> None:
    assert find_member_kind(question) == kind
