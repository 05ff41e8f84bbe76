"""An answer written by a model: its text, cited and checked while it grows."""

from collections.abc import Iterator
from dataclasses import replace

from rag.answering.abstention import decline, declines
from rag.answering.candidates import Candidates
from rag.answering.citations import Citer
from rag.answering.extractive import extract_answer
from rag.answering.stopwatch import Stopwatch
from rag.errors import ModelBroke, ModelError
from rag.llm.base import ChatModel
from rag.llm.errors import DIRECT_MODEL
from rag.llm.labels import strip_fragment
from rag.llm.prompts import compose_answer_messages
from rag.models.nli import NliModel
from rag.query.parsed import Query
from rag.types import Answer
from rag.verification.nli_judge import NliJudge

BROKE_OFF = "The model broke off: the answer above is not whole."


def generate_answer(
    model: ChatModel,
    found: Candidates,
    token_budget: int,
    nli_model: NliModel | None,
    stopwatch: Stopwatch,
) -> Iterator[Answer]:
    """What the model writes, cited as it grows, and so is what a fault leaves of it.

    Raises ModelError where it leaves nothing to show.
    """
    query = found.query
    allowed = found.select_allowed()
    messages, kept = compose_answer_messages(
        query.asked_as, allowed, today=query.today, window=query.window, token_budget=token_budget
    )
    judge = NliJudge(nli_model, kept, similarity=found.similarity)
    citer = Citer(kept, similarity=found.similarity, revise=judge.revise)
    text, broken = "", list[str]()
    answer = begin_answer(query, model)
    yield answer
    with stopwatch.times("write"):
        try:
            for piece in model.stream(messages):
                text += piece
                if declines(text):  # so far: nothing is shown of what may be taken back
                    continue
                shown, claims, citations = citer.update(text)
                answer = replace(answer, text=shown, claims=claims, citations=citations, awaited="")
                yield answer
        except ModelError as error:
            if not answer.text:
                raise
            broken = [str(error), BROKE_OFF]
            text = strip_fragment(text)
            answer = replace(answer, broken_off=True)
    if declines(text):
        yield decline(query, found.nearest, found.articles, model=model.name)
        return
    shown, claims, citations = citer.update(text, complete=True)
    if not claims:  # labels or markup alone
        raise ModelBroke(f"{model.name} wrote nothing that says anything. {DIRECT_MODEL}")
    answer = replace(answer, text=shown, claims=claims, citations=citations, complete=True)
    instead = extract_answer(found) if answer.broken_off else None
    yield replace(answer, awaited="", warnings=(*broken, *judge.warnings), instead=instead)


def begin_answer(query: Query, model: ChatModel) -> Answer:
    """Before its first word: what that word waits for, which may be a minute."""
    answer = Answer(query.question, query.asked_as, "generated", "", window=query.window)
    return replace(answer, model=model.name, complete=False, awaited=model.describe_wait())
