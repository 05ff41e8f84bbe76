"""An answer written by a model: its text, cited and checked while it grows."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from rag.answering.abstention import decline, declines
from rag.answering.candidates import Candidates
from rag.answering.citations import Citer
from rag.answering.standing import settle
from rag.answering.stopwatch import Stopwatch
from rag.answering.task_talk import TaskTalk
from rag.errors import ModelBroke, ModelError
from rag.llm.base import ChatModel, Usage
from rag.llm.errors import DIRECT_MODEL
from rag.llm.labels import strip_fragment
from rag.llm.prompts import compose_answer_messages, compute_prompt_room
from rag.llm.rambling import cut_to_whole, find_ramble
from rag.models.nli import NliModel
from rag.query.parsed import Query
from rag.settings import Settings
from rag.types import Answer, Claim
from rag.verification.nli_judge import NliJudge

FOUND_NONE = "{} found no answer in the source sentences."
STOPPED = "{} began to ramble and was stopped; only what it had said before is looked at."
ASTRAY = 4  # sentences in a row that no source supports: nothing good comes after


def generate_answer(
    model: ChatModel,
    found: Candidates,
    settings: Settings,
    nli_model: NliModel | None,
    stopwatch: Stopwatch,
) -> Iterator[Answer]:
    """What the model writes, cited as it grows, and so is what a fault leaves of it.

    It is stopped where it rambles. Raises ModelError where there is nothing to show.
    """
    query = found.query
    messages, kept = compose_answer_messages(
        query.asked_as,
        found.select_best(settings.prompt_sentences),
        today=query.today,
        window=query.window,
        token_budget=compute_prompt_room(settings.num_ctx, settings.num_predict),
    )
    judge = NliJudge(nli_model, kept, similarity=found.similarity)
    talk = TaskTalk(query.parsed, kept)
    citer = Citer(kept, similarity=found.similarity, revise=judge.revise, is_no_claim=talk.holds)
    text, notes, usage = "", list[str](), Usage()
    answer = begin_answer(query, model)
    yield answer
    with stopwatch.times("write"):
        try:
            with closing(model.stream(messages, usage)) as pieces:
                for piece in pieces:
                    stopwatch.mark("first_word")
                    text += piece
                    if declines(text):  # so far: nothing is shown of what may be taken back
                        continue
                    shown, claims, citations = citer.update(text)
                    if shown:
                        answer = replace(answer, text=shown, claims=claims, citations=citations)
                        answer = replace(answer, awaited="")
                        yield answer
                    if (whole := find_worth(text, claims)) is not None:
                        text = whole
                        notes.append(STOPPED.format(model.name))
                        break
        except ModelError as error:
            if not answer.text:
                raise
            notes.append(str(error))
            text = cut_to_whole(text) or strip_fragment(text)
            answer = replace(answer, broken_off=True)
    if text and declines(text):
        reason = FOUND_NONE.format(model.name) if found.answered else ""
        yield decline(query, found.nearest, found.articles, reason=reason, model=model.name)
        return
    shown, claims, citations = citer.update(text, complete=True)
    if not claims:  # labels, markup or talk of its task alone
        raise ModelBroke(f"{model.name} wrote nothing that says anything. {DIRECT_MODEL}")
    answer = replace(answer, text=shown, claims=claims, citations=citations, complete=True)
    answer = replace(answer, awaited="", tokens=usage.to_dict())
    yield settle(replace(answer, warnings=(*notes, *judge.warnings)), found)


def find_worth(text: str, claims: Sequence[Claim]) -> str | None:
    """What of a text is looked at once its model rambles or strays; None while it may go on."""
    end, last = find_ramble(text), claims[-ASTRAY:]
    astray = len(last) == ASTRAY and all(claim.support == "unsupported" for claim in last)
    return cut_to_whole(text[:end]) if astray or end is not None else None


def begin_answer(query: Query, model: ChatModel) -> Answer:
    """Before its first word: what that word waits for, which may be a minute."""
    answer = Answer(query.question, query.asked_as, "generated", "", window=query.window)
    return replace(answer, model=model.name, complete=False, awaited=model.describe_wait())
