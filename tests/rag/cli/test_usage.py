"""`python -m rag` used wrongly: the exit code, and a sentence that says what to do."""

import re

import pytest

from rag.cli.commands import COMMANDS, main

pytestmark = pytest.mark.usefixtures("settled")


WRONG = {
    "an article that is not there": (["show", "nobody"], 2, "There is no article 'nobody'"),
    "an outlet that is not there": (
        ["search", "strike", "--outlet", "Daily Planet"],
        2,
        "no outlet 'Daily Planet'. It has: Aldervane Ledger",
    ),
    "no archive": (["status", "--archive", "nowhere"], 3, "python -m ingest PATH"),
    "no archive to ask": (["Who?", "--archive", "nowhere"], 3, "python -m ingest PATH"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_goes_wrong_says_what_to_do(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, code, said = WRONG[case]
    assert main(arguments) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("clippings: ")
    assert said in printed.err
    assert "Traceback" not in printed.err


@pytest.mark.parametrize(
    ("variable", "value", "code", "said"),
    [
        ("EMBEDDING_MODEL", "other-model", 3, "--rebuild"),
        ("NUM_CTX", "many", 2, "num_ctx wants int"),
        ("SETTINGS", "nowhere.toml", 2, "nowhere.toml cannot be read"),
    ],
)
def test_settings_that_do_not_fit(
    variable: str, value: str, code: int, said: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv(f"CLIPPINGS_{variable}", value)
    assert main(["search", "strike"]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["ask"], "question"),
        (["search", "x", "-k", "0"], "'0' is not a whole number, 1 or more"),
        (["search", "x", "-k", "all"], "'all' is not a whole number, 1 or more"),
        (["ask", "x", "--today", "soon"], "'soon' is not a day such as 2026-05-14"),
        (["ask", "x", "--from", "2026-02-30"], "'2026-02-30' is not a day"),
        (["ask", "x", "--sideways"], "--sideways"),
        (["What", "ended", "it?"], "unrecognized arguments"),
    ],
)
def test_usage(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert said in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    printed = capsys.readouterr().out
    assert all(re.search(rf"^ +{command} ", printed, flags=re.MULTILINE) for command in COMMANDS)
