"""What the README shows works: its Python, its commands, its tables, the files it names."""

import re
import runpy
import shlex
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

import app
from ingest.__main__ import _make_parser as ingest_parser
from rag.cli.commands import COMMANDS
from rag.cli.commands import _make_parser as rag_parser
from rag.cli.commands import main as rag_main
from rag.settings import Settings
from tests.helpers.places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
YOURS = {
    "clippings.toml",
    "2026-05-14-harbour.txt",
    "config.json",
}  # files that a reader may have, not we


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a line that begins with `heading`."""
    table = README[README.index(heading) :].partition("\n\n")[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.split("\n")[2:]]


def commands() -> list[list[str]]:
    """Every command line shown, in words, comments left out."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    lines += re.findall(r"`((?:python|make) [^`]*)`", README)
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def shown_for(*start: str) -> list[list[str]]:
    """The arguments of the commands that begin like this."""
    return [words[len(start) :] for words in commands() if words[: len(start)] == list(start)]


@pytest.fixture
def reader(
    sample_archive: Path, preloaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder as `make run` leaves it, without a model and with nothing set."""
    for field in fields(Settings):
        monkeypatch.delenv(f"CLIPPINGS_{field.name.upper()}", raising=False)
    monkeypatch.delenv("CLIPPINGS_SETTINGS", raising=False)
    monkeypatch.setenv("CLIPPINGS_MODEL", "none")
    (tmp_path / "archive").symlink_to(sample_archive, target_is_directory=True)
    (tmp_path / "tests").symlink_to(ROOT / "tests", target_is_directory=True)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("reader")
def test_python_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert blocks("python")
    for n, block in enumerate(blocks("python")):
        script = tmp_path / f"block{n}.py"
        script.write_text(block, encoding="utf-8")
        runpy.run_path(str(script))
    assert "Varga" in capsys.readouterr().out


@pytest.mark.usefixtures("reader")
def test_questions_are_answered(capsys: pytest.CaptureFixture[str]) -> None:
    shown = [words for words in shown_for("python", "-m", "rag") if words]
    assert {words[0] for words in shown} >= set(COMMANDS)
    for words in shown:
        if words[0] in {"pull", "verify"}:  # these need a server and an export
            continue
        assert rag_main(words) == 0, words
        printed = capsys.readouterr()
        assert printed.out.strip(), words
        assert printed.err == "", words
        assert "The archive does not answer" not in printed.out, words


def test_commands_are_understood() -> None:
    known = {"make", "python", "ollama"}
    assert {words[0] for words in commands()} == known
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for words in shown_for("make"):
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in words)
    for words in shown_for("python", "-m", "ingest"):
        assert ingest_parser().parse_args(words)
    for words in shown_for("python", "-m", "rag"):
        whole = words if words[0] in COMMANDS else ["ask", *words]
        assert rag_parser().parse_args(whole)
    page = [re.sub(r"\bDATE\b", "2026-10-30", word) for word in shown_for("python", "app.py")[-1]]
    assert app._read_options(page).today.isoformat() == "2026-10-30"


def options_of(help_: str) -> set[str]:
    return set(re.findall(r"--[a-z][a-z-]+", help_)) - {"--help"}


def all_options(capsys: pytest.CaptureFixture[str]) -> dict[str, set[str]]:
    """The options of every command line, as its own help names them."""
    with pytest.raises(SystemExit):
        app.main(["--help"])
    found = {"app": options_of(capsys.readouterr().out)}
    found["ingest"] = options_of(ingest_parser().format_help())
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            rag_main([command, "--help"])
        found[command] = options_of(capsys.readouterr().out)
    return found


def test_options_exist_and_none_is_untold(capsys: pytest.CaptureFixture[str]) -> None:
    told = options_of(README)
    have = all_options(capsys)
    assert told == set().union(*have.values())
    table = rows("| `python -m ingest PATH…`")
    assert options_of(str([row[0] for row in table])) == have["ingest"]


def test_the_table_of_settings_is_that_of_the_program() -> None:
    *settings, file = [[cell.strip("`") for cell in row[:3]] for row in rows("| setting |")]
    defaults = {field.name: field.default for field in fields(Settings)}
    assert {name: (variable, default) for name, variable, default in settings} == {
        name: (f"CLIPPINGS_{name.upper()}", as_written(default))
        for name, default in defaults.items()
    }
    assert file[1:] == ["CLIPPINGS_SETTINGS", "clippings.toml"]
    source = (ROOT / "rag" / "settings.py").read_text(encoding="utf-8")
    assert all(word in source for word in file[1:])


def as_written(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_files_that_are_named_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []
    code = re.findall(r"`([^`\n]+)`", text)
    paths = {one for one in code if re.fullmatch(r"[\w./-]+(?:/|\.(?:py|md|txt|toml|json))", one)}
    assert len(paths) > 1
    assert {one for one in paths if not is_there(one)} <= YOURS


def is_there(path: str) -> bool:
    """Whether it stands in the project: from its root, or, in words about a package, within it."""
    if (ROOT / path).exists():
        return True
    return any(next((ROOT / name).rglob(path.rstrip("/")), None) for name in ("rag", "ingest"))


def test_the_picture_of_the_architecture_is_that_of_the_checks() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one.get("containers") == ["rag"]]
    picture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    lines = [set(re.findall(r"\brag\.(\w+)", line)) for line in picture.splitlines()]
    assert [line for line in lines if line] == [set(one.split(" | ")) for one in layers[1:]]
