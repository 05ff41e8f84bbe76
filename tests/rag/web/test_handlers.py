"""What each action of the page's reader shows, and who may open the page at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import app
from rag.errors import ModelBroke, UsageError
from rag.settings import Settings
from rag.types import Answer, Article, Window
from rag.web.conversation import collect_history, make_next_turns, read_window
from rag.web.handlers import Handlers
from rag.web.security.access import is_loopback, read_login, refuse_open_door
from rag.web.templating import render
from rag.web.views import answers, composer, home
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.page_samples import (
    ANSWER,
    BROKEN_OFF,
    COST,
    STATUS,
    TODAY,
    TOLLS,
    OneArticle,
    ScriptedPipeline,
    Shown,
    turn,
)


def desk(*steps: Answer | Exception) -> tuple[Handlers, ScriptedPipeline]:
    pipeline = ScriptedPipeline(*steps)
    return Handlers(OneArticle(), pipeline, lambda: TODAY), pipeline  # type: ignore[arg-type]


def form(question: str = "What did it cost?", **fields: object) -> Mapping[str, object]:
    return {"form": {"question": question, "window": "understood", "outlets": []} | fields}


# The form


def test_the_chip_shows_what_was_understood_and_what_was_set() -> None:
    window = Window(date(2026, 11, 16), date(2026, 11, 22), "“last week” = 16–22 Nov 2026")
    understood = Shown(composer.render_last_window((turn(replace(ANSWER, window=window)),)))
    assert understood.text("summary") == ["Time: “last week” = 16–22 Nov 2026"]
    asked = turn(ANSWER, window=replace(window, why="set by the reader"))
    by_hand = Shown(composer.render_last_window((asked,)))
    assert by_hand.text("summary") == ["Time: 16–22 Nov 2026 set by you"]
    days = {values["name"]: values["value"] for name, values in by_hand.tags if name == "input"}
    assert days == {"from": "2026-11-16", "to": "2026-11-22", "window": "set"}


def test_a_window_set_by_hand_may_be_open_or_turned_round() -> None:
    start, end = date(2026, 5, 3), date(2026, 5, 9)
    both = read_window({"window": "set", "from": "2026-05-09", "to": "2026-05-03"})
    assert both is not None
    assert (both.start, both.end) == (start, end)
    since = read_window({"window": "set", "from": "2026-05-03", "to": ""})
    assert since is not None
    assert (since.start, since.end) == (start, None)
    assert read_window({"window": "set", "from": "", "to": ""}) is None
    assert read_window({"window": "understood", "from": "2026-05-03"}) is None
    assert read_window({"window": "set", "from": "2026-05-03", "sources": "50"}) == since
    with pytest.raises(UsageError, match="not a day"):
        read_window({"window": "set", "from": "yesterday"})


def test_a_follow_up_carries_the_conversation() -> None:
    turns = make_next_turns({"question": " And who paid? "}, (turn(),), today=TODAY)
    assert turns[-1].request.question == "And who paid?"
    assert turns[-1].request.history == (("What did it cost?", ANSWER.text),)
    stopped = turn(replace(ANSWER, complete=False)).halted()
    assert (
        collect_history((turn(), stopped, replace(turn(), fault="broke")))
        == turns[-1].request.history
    )


def test_asking_again_replaces_the_question_and_may_drop_its_window() -> None:
    fields = {"question": "ignored", "again": "1", "window": "none", "outlets": ["Harbour Post"]}
    turns = make_next_turns(fields, (turn(),), today=TODAY)
    assert len(turns) == 1
    request = turns[0].request
    assert (request.question, request.use_window) == ("What did it cost?", False)
    assert request.outlets == ("Harbour Post",)
    assert make_next_turns(fields | {"again": ""}, (), today=TODAY)[0].request.use_window


def test_the_form_limits_the_question() -> None:
    fields = {"question": "Who?", "asof": "2026-05-20", "sources": "3", "model": "granite4:micro"}
    request = make_next_turns(fields, (), today=TODAY)[-1].request
    assert (request.as_of, request.sources, request.model) == (
        date(2026, 5, 20),
        3,
        "granite4:micro",
    )
    assert request.today == date(2026, 5, 20)  # what "last week" counts from
    usual = {"question": "Who?", "asof": "", "sources": "", "model": ""}
    request = make_next_turns(usual, (), today=TODAY)[-1].request
    assert (request.as_of, request.sources, request.model) == (None, None, None)
    assert request.today == TODAY


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("asof", "then", "not a day"),
        ("sources", "0", "1 to 20 sources"),
        ("sources", "21", "1 to 20 sources"),
        ("sources", "3.5", "1 to 20 sources"),
        ("sources", "٣", "1 to 20 sources"),
        ("model", "x" * 301, "no model's name"),
        ("model", "a\nb", "no model's name"),
        ("model", ["none"], "no model's name"),
        ("outlets", "Harbour Post", "Load it again"),
        ("question", ["Who?"], "Load it again"),
        ("admin", "1", "Load it again"),
    ],
)
def test_limits_that_are_none_are_told(field: str, value: object, said: str) -> None:
    page, pipeline = desk(ANSWER)
    (view,) = page.ask((), form(**{field: value}))
    assert said in Shown(view["window"]).text(css="fault")[0]
    assert not pipeline.requests


def test_the_models_of_the_server_are_offered() -> None:
    with OllamaDouble("qwen3:4b-instruct", "b<i>x") as double:
        page, pipeline = desk()
        pipeline.settings = Settings(ollama_url=double.url)
        shown = page.show_model((), {"checks": 4, "model": "none"})
        assert "No model chosen" in shown["model"]
        boxes = Shown(shown["writer"]).attributes("input", "")
        assert [box["value"] for box in boxes] == ["", "b<i>x:latest", "none"]
        last = page.show_model((turn(ANSWER, model="b<i>x:latest"),))["model"]
        assert Shown(last).text(css="says") == ["b<i>x:latest writes the answers."]
        for unlisted in ("other", "", None, ["none"], {}):
            line = page.show_model((), {"model": unlisted})["model"]
            assert Shown(line).text(css="says") == ["qwen3:4b-instruct writes the answers."]
    gone = page.show_model()
    assert "data-listed" not in gone["writer"]  # what is chosen may be there when it comes back
    assert "No model" in gone["writer"]


def test_where_no_model_is_wanted_none_is_offered() -> None:
    page, _ = desk()
    assert Shown(page.show_model()["writer"]).text() == []


def test_every_limit_has_a_chip_and_a_way_back() -> None:
    shown = Shown(composer.render_composer({"Harbour <b>Post": 3, "The Lantern": 2}))
    assert [one["data-reset"] for one in shown.attributes("button", "remove")] == [
        "outlets",
        "asof",
        "sources",
    ]
    fields = {values["name"] for tag, values in shown.tags if tag in {"input", "textarea"}}
    assert {"question", "outlets", "asof", "sources"} <= fields
    assert "Harbour <b>Post" in "".join(shown.text("bdi"))


@pytest.mark.parametrize("question", ["", "  ", "x" * 2001])
def test_no_question_is_made_of_nothing_or_of_too_much(question: str) -> None:
    with pytest.raises(UsageError):
        make_next_turns({"question": question}, (), today=TODAY)


# What each action shows


def test_an_answer_grows_and_settles() -> None:
    page, pipeline = desk(replace(ANSWER, complete=False), ANSWER)
    views = list(page.ask((), form()))
    assert [Shown(view["current"]).tags[0][1]["aria-busy"] for view in views] == [
        "true",
        "true",
        "false",
    ]
    assert [view["turns"][-1].answer for view in views] == [None, pipeline.steps[0], ANSWER]
    assert ["window" in view for view in views] == [False, True, False]
    assert len(Shown(views[-1]["sources"]).attributes("button", "source")) == 2
    assert "3 sources" not in views[-1]["spoken"]
    assert "not in the sources. 1 article. " in views[-1]["spoken"]
    assert pipeline.requests[0].today == TODAY


def test_closing_a_question_cancels_its_answer() -> None:
    page, pipeline = desk(replace(ANSWER, complete=False), ANSWER)
    asking = page.ask((), form())
    view = [next(asking), next(asking)][-1]
    asking.close()
    assert pipeline.closed.wait(30)
    stopped = page.stop(view["turns"], {})
    assert Shown(stopped["current"]).tags[0][1]["aria-busy"] == "false"
    assert "Stopped." in stopped["current"]


def test_a_model_that_breaks_is_told_and_can_be_asked_again() -> None:
    page, _ = desk(replace(ANSWER, complete=False), ModelBroke("It broke off. Ask again."))
    *_, last = page.ask((), form())
    assert Shown(last["current"]).text(css="fault") == ["It broke off. Ask again."]
    assert not last["turns"][-1].running


def test_an_unforeseen_fault_is_told_and_still_raised() -> None:
    page, _ = desk(ValueError("unforeseen"))
    views = page.ask((), form())
    next(views)
    assert Shown(next(views)["current"]).text(css="fault") == [answers.BROKEN]
    with pytest.raises(ValueError, match="unforeseen"):
        next(views)


def test_an_empty_question_changes_nothing_but_says_so() -> None:
    page, pipeline = desk(ANSWER)
    (view,) = page.ask((), form(" "))
    assert list(view) == ["window"]
    assert Shown(view["window"]).text(css="fault") == ["Write a question first."]
    assert not pipeline.requests


def test_a_number_beside_what_broke_off_opens_its_own_article() -> None:
    page, _ = desk()
    view = page.open_article((turn(BROKEN_OFF),), {"answer": "0-instead", "n": 2})
    assert Shown(view["article"]).text(css="cited") == [TOLLS.sentence]
    assert len(Shown(view["opened"]).attributes("button", "source")) == 2
    assert page.open_article((turn(BROKEN_OFF),), {"answer": "0", "n": 2})["article"] == render(
        "reader", "lost"
    )


def test_a_follow_up_leans_on_what_is_shown() -> None:
    assert BROKEN_OFF.instead
    for instead, leant_on in (([], BROKEN_OFF), (["0-instead"], BROKEN_OFF.instead)):
        fields = {"question": "And who paid?", "instead": instead}
        turns = make_next_turns(fields, (turn(BROKEN_OFF),), today=TODAY)
        assert turns[-1].request.history == (("What did it cost?", leant_on.text),)


def test_a_number_opens_its_article() -> None:
    page, _ = desk()
    view = page.open_article((turn(),), {"answer": "0", "n": 2})
    assert Shown(view["article"]).text(css="cited") == [TOLLS.sentence]
    current = [
        b for b in Shown(view["opened"]).attributes("button", "source") if "aria-current" in b
    ]
    assert [b["data-n"] for b in current] == ["2"]


@pytest.mark.parametrize(
    "sent",
    [
        {"answer": "7", "n": 1},
        {"answer": "0", "n": 7},
        {"answer": "0-instead", "n": 1},
        {"answer": "../x", "n": None},
        {"answer": ["0"], "n": 1},
    ],
)
def test_a_number_that_there_is_not_opens_nothing(sent: Mapping[str, object]) -> None:
    page, _ = desk()
    assert page.open_article((turn(),), sent)["article"] == render("reader", "lost")


def test_an_article_that_is_gone_leaves_its_sentence() -> None:
    page, _ = desk()
    gone = replace(ANSWER, citations=(replace(COST, article_id="gone"),))
    view = page.open_article((turn(gone),), {"answer": "0", "n": 1})
    assert COST.sentence in Shown(view["article"]).text(css="changed")[0]


# Around it


def test_examples_come_from_the_newest_headlines_of_different_outlets() -> None:
    articles = [
        Article(str(n), title, "", f"2026-11-{n:02}", outlet)
        for n, title, outlet in [
            (1, "Old news", "Echo"),
            (9, "Bridge opens ...", "Post"),
            (8, "Bridge closes", "Post"),
            (7, "Strike ends | Courier", "Courier"),
            (6, "“I was right”: a mayor looks back", "Gazette"),
            (5, "Floods recede.", "Gazette"),
        ]
    ]
    assert home.choose_examples([*articles, Article("x", "Undated", "")]) == (
        "What is known about “Bridge opens”?",
        "What was said about “Strike ends”?",
        "What do the outlets write on “Floods recede”?",
        "What was reported in November 2026 about “Old news”?",
    )
    assert home.choose_examples([]) == ()


def test_the_archive_in_one_line() -> None:
    assert Shown(render("home", "masthead", status=STATUS)).text("span") == [
        "2,041 articles",
        "2 outlets",
        "3 Jan 2025 – 20 Nov 2026",
        "1 undated",
    ]


@pytest.mark.parametrize(
    ("host", "only_here"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("192.168.1.4", False),
        ("::", False),
        ("newsroom.example", False),
    ],
)
def test_what_counts_as_this_machine(host: str, *, only_here: bool) -> None:
    assert is_loopback(host) == only_here


def test_the_door_is_open_to_others_only_with_a_login_or_on_purpose() -> None:
    refuse_open_door("127.0.0.1", login=None, insist=False)
    refuse_open_door("192.168.1.4", login=("desk", "pw"), insist=False)
    refuse_open_door("192.168.1.4", login=None, insist=True)
    with pytest.raises(UsageError, match="--auth"):
        refuse_open_door("192.168.1.4", login=None, insist=False)


def test_a_login_is_a_name_and_a_password() -> None:
    assert read_login("desk:pass:word") == ("desk", "pass:word")
    assert read_login(None) is None
    for wrong in ("desk", "desk:", ":word", ""):
        with pytest.raises(UsageError):
            read_login(wrong)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--archive", "nowhere"], 3, "python -m ingest"),
        (["--host", "192.168.1.4"], 2, "--no-auth"),
        (["--auth", "desk"], 2, "USER:PASSWORD"),
    ],
)
def test_app_refuses_with_a_reason(
    arguments: list[str],
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GRADIO_ANALYTICS_ENABLED", "NO_PROXY"):
        monkeypatch.setenv(name, "")  # set again afterwards to what it was
    assert app.main(arguments) == code
    assert says in capsys.readouterr().err
