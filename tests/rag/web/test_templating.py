"""That nothing on the page is escaped by hand, and nothing left as it is."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from rag.web.templating import TEMPLATES, _load_templates, _read_template, render
from tests.helpers.places import ROOT

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir()}
MODULES = sorted((ROOT / "rag" / "web").rglob("*.py"))


def test_every_value_is_escaped() -> None:
    shown = render("shared", "headline", source={"title": "<i title='a' lang=\"b\">&amp;"})
    assert "&lt;i title=&#39;a&#39; lang=&#34;b&#34;&gt;&amp;amp;" in shown
    assert isinstance(shown, Markup)


def test_a_value_that_is_lacking_is_a_fault() -> None:
    with pytest.raises(UndefinedError, match="says"):
        render("shared", "fault")
    with pytest.raises(TypeError):
        render("shared", "fault", says="", why="")


@pytest.mark.parametrize("name", TEXTS)
def test_no_template_lets_a_value_pass(name: str) -> None:
    text = TEXTS[name]
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", text)
    assert not re.search(r"=\s*{[{%]|<script|<style|\son\w+=", text), "values stand in quotes"
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_makes_html_by_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"Markup\((?!\))", text), "templates alone make it"
    assert not re.search(r"\bescape\(|html\.escape|<\w+ class=", text)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_call_names_a_macro_and_its_values(path: Path) -> None:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "render":
            template, macro = map(ast.literal_eval, call.args)
            taken = {*getattr(_load_templates()[template], macro).arguments, None}  # None: `**`
            assert {keyword.arg for keyword in call.keywords} <= taken, ast.unparse(call)


@pytest.mark.parametrize("name", TEXTS)
def test_lines_are_joined_but_counted(name: str) -> None:
    joined, place, _ = _read_template(name)
    assert Path(place) == Path(str(files("rag.web"))) / "templates" / name
    assert joined.count("\n") == TEXTS[name].count("\n")
    assert "\n" not in re.sub(r"{#\n+#}", "", joined)
