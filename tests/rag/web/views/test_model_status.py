"""The model on the page, between the desk and a server: its state, its download, and leaving."""

from collections.abc import Generator
from dataclasses import replace
from threading import Event

import pytest

from rag.errors import ModelBroke
from rag.llm.deadline import limit_time
from rag.llm.model_choice import ModelState
from rag.llm.pull import PullProgress
from rag.settings import Settings
from rag.web.background import run_in_background
from rag.web.handlers import Handlers
from rag.web.views import model_status
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.page_samples import OneArticle, ScriptedPipeline, Shown


def desk(double: OllamaDouble | None, name: str = "small:1b") -> Handlers:
    url = double.url if double else "http://127.0.0.1:9"
    pipeline = ScriptedPipeline()
    pipeline.settings = Settings(model=name, ollama_url=url)
    return Handlers(OneArticle(), pipeline, lambda: pytest.fail("no day is asked for"))  # type: ignore[arg-type]


def test_the_state_is_asked_of_the_server_each_time() -> None:
    with OllamaDouble("small:1b") as double:
        page = desk(double)
        assert Shown(page.show_model()["model"]).text("p") == ["small:1b writes the answers."]
        double.models.clear()
        double.version = "0.11.4"
        view = page.show_model((), {"checks": 2})
        assert Shown(view["model"]).text("button") == ["Get small:1b"]
        assert Shown(view["model"]).tags[0][1]["data-checks"] == "2"
        assert "0.11.4" in Shown(view["warning"]).text("p")[0]
    view = page.show_model((), {"checks": "<b>"})
    assert Shown(view["model"]).text("button") == ["Check again"]


def test_a_model_that_cannot_be_used_is_told_not_raised() -> None:
    (line,) = Shown(desk(None, "gpt-oss:120b-cloud").show_model()["model"]).text("p")
    assert "allow_cloud_models" in line


def test_the_missing_model_comes_and_then_writes() -> None:
    with OllamaDouble("other:1b") as double:
        views = list(desk(double).get_model((), {"name": "evil:1b"}))
    assert {request["model"] for request in double.requests} == {"small:1b"}
    values = [bar.get("value") for view in views for bar in _bars(view["pull"])]
    assert values[0] is None
    assert values[-1] == "100"
    assert views[-1]["pull"] == ""
    assert Shown(views[-1]["model"]).text("p") == ["small:1b writes the answers."]


def test_nothing_is_got_that_is_there() -> None:
    with OllamaDouble("small:1b") as double:
        (view,) = desk(double).get_model((), {})
    assert view["pull"] == ""
    assert not double.requests


def test_a_download_that_fails_says_why_and_can_be_tried_again() -> None:
    with OllamaDouble("other:1b") as double:
        double.fail_pull("disk full")
        *_, last = desk(double).get_model((), {})
    assert "disk" in Shown(last["pull"]).text(css="fault")[0]
    assert Shown(last["model"]).text("button") == ["Get small:1b"]


def test_leaving_a_download_that_stalls_frees_its_connection() -> None:
    with OllamaDouble("other:1b") as double:
        double.fail_pull("stall before headers")
        coming = desk(double).get_model((), {})
        assert [_bars(next(coming)["pull"])[0].get("value") for _ in range(2)] == [None, None]
        coming.close()
        assert double.hung_up.wait(30)


def test_the_line_offers_what_can_be_done() -> None:
    gone = ModelState("m", reachable=False, installed=False, available=(), message="Gone.")
    assert Shown(model_status.render_model_line(gone)).text("button") == ["Check again"]
    lacking = replace(gone, reachable=True, pullable="m:4b")
    assert Shown(model_status.render_model_line(lacking)).text("button") == ["Get m:4b"]
    ready = replace(gone, reachable=True, installed=True)
    assert Shown(model_status.render_model_line(ready)).text("button") == []
    assert Shown(model_status.render_model_line(replace(gone, name="none"))).text("button") == []


@pytest.mark.parametrize(
    ("progress", "says", "amount", "value"),
    [
        (None, "looking it up", [], None),
        (PullProgress("pulling manifest", 0, 0), "looking it up", [], None),
        (
            PullProgress("pulling 37ac951a747c", 1_299_999_999, 2_600_000_000),
            "downloading",
            ["49 %, 1,300 of 2,600 MB"],
            "49",
        ),
        (
            PullProgress("verifying sha256 digest", 9_000_000, 9_000_000),
            "checking that it arrived whole",
            ["100 %, 9 of 9 MB"],
            "100",
        ),
        (PullProgress("something <new>", 0, 0), "something <new>", [], None),
    ],
)
def test_a_download_in_plain_words(
    progress: PullProgress | None, says: str, amount: list[str], value: str | None
) -> None:
    shown = Shown(model_status.render_download("m:4b", progress))
    assert shown.text(css="says") == [f"Getting m:4b: {says}"]
    assert shown.text(css="amount") == amount
    assert shown.attributes("progress", "")[0].get("value") == value


# Work apart


def test_work_apart_gives_the_same_values_and_faults() -> None:
    def growing() -> Generator[int, None, None]:
        yield 1
        yield 2
        raise ModelBroke("It broke.")

    values = run_in_background(growing())
    given: list[int | None] = []
    with pytest.raises(ModelBroke, match="It broke"):
        given.extend(values)
    assert [value for value in given if value is not None] == [1, 2]


def test_work_that_waits_can_be_left() -> None:
    closed = Event()

    def waiting() -> Generator[int, None, None]:
        try:
            with limit_time(600, ModelBroke("It took too long.")) as deadline:
                while True:
                    deadline.check()
        finally:
            closed.set()
        yield 1

    values = run_in_background(waiting())
    assert next(values) is None
    values.close()
    assert closed.wait(30)


def _bars(html: str) -> list[dict[str, str | None]]:
    return Shown(html).attributes("progress", "")
