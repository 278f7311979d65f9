"""The layers of the house: imports run one way, SQL lives in queries/, only pages know the screen, names are true."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from indicators.store.engine import queries_of_file

ROOT = Path(__file__).parents[1]
MODULES = sorted([*(ROOT / "indicators").rglob("*.py"), ROOT / "app.py", ROOT / "server.py"])
#: Modules that hold code of their own.
CODE = [path for path in MODULES if path.name != "__init__.py"]
SQL_FILES = sorted((ROOT / "queries").glob("*.sql"))
QUERIES = [query for path in SQL_FILES for query in queries_of_file(path)]

#: Top-level names of the package; each may import those before it and its own parts.
LAYERS = (
    *(
        "errors",
        "clock",
        "atomic",
        "temporary",
        "modules",
        "lake_address",
        "settings",
        "event_log",
        "access",
        "rounding",
        "frames",
    ),
    *("store", "catalogue", "loading", "figures", "disclosure", "signals", "wording", "returns", "board", "assurance"),
    "demo",
    *("charts", "web", "exports", "report", "site", "operations", "pages", "cli", "__main__", "app", "server"),
)
GRAIN = re.compile(r"-- (one row|empty|nothing|at most one row)\b")
SQL_IN_TEXT = re.compile(r"\b(select|insert|update|delete)\b.+\b(from|into|set)\b", re.IGNORECASE | re.DOTALL)


def name_of(path):
    """A path from the top, as a test's name."""
    return path.relative_to(ROOT).as_posix()


def layer_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if len(parts) > 1 else parts[0]


@cache
def parsed(path):
    """A module's tree, read once for all that is asked of it."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports_of(path):
    """Every module that is imported, inside functions too, relative imports refused."""
    names = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full"
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def docstrings_of(tree):
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, holders) and ast.get_docstring(node) is not None:
            yield node.body[0].value


def imported_tops(path):
    """The packages that a module imports from."""
    return {name.split(".")[0] for name in imports_of(path)}


def test_every_module_has_its_layer():
    assert [name_of(path) for path in CODE if layer_of(path) not in LAYERS] == [], "say in LAYERS where they stand"


@pytest.mark.slow
def test_imports_point_one_way():
    backward = [
        f"{name_of(path)} imports {name}"
        for path in CODE
        for name in sorted({name.split(".")[1] for name in imports_of(path) if name.startswith("indicators.")})
        if LAYERS.index(name) > LAYERS.index(layer_of(path))
    ]
    assert backward == []


def test_only_pages_know_streamlit():
    knowing = [path for path in CODE if "streamlit" in imported_tops(path)]
    assert knowing
    assert [name_of(path) for path in knowing if layer_of(path) not in ("pages", "app", "server")] == []


def test_only_the_store_and_what_writes_it_know_duckdb():
    knowing = [path for path in CODE if "duckdb" in imported_tops(path)]
    assert knowing
    assert [name_of(path) for path in knowing if layer_of(path) not in ("store", "loading", "returns")] == []


@pytest.mark.slow
@pytest.mark.parametrize("package", ["charts", "exports"])
def test_charts_and_exports_load_without_screen_and_store(package):
    code = f"import sys, indicators.{package}; print(*{{'streamlit', 'duckdb'}} & set(sys.modules))"
    if package == "charts":
        parts = sorted(path.stem for path in (ROOT / "indicators" / "charts").glob("[a-z]*.py"))
        code = "import " + ", ".join(f"indicators.charts.{part}" for part in parts) + "; " + code
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr, ran.returncode) == ("", "", 0)


@pytest.mark.slow
def test_what_is_slow_to_load_is_not_loaded_at_the_start():
    code = (
        "import sys, indicators.returns.sandbox_worker, indicators.cli.signals; "
        "print(*{'scipy.stats'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr, ran.returncode) == ("", "", 0)


@pytest.mark.slow
def test_the_first_pages_are_painted_without_what_only_files_and_public_copies_need():
    heavy = {"docx", "pptx", "pypdf", "openpyxl", "pandera", "scipy.stats", "scipy.optimize", "scipy.sparse.csgraph"}
    code = (
        "import sys; from indicators.pages.components.session import load_page; "
        "from indicators.pages.navigation import PAGES; "
        "[load_page(PAGES / name / 'page.py') for name in ('home', 'explore', 'compare')]; "
        f"print(*sorted({heavy} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.returncode) == ("", 0), ran.stderr


@pytest.mark.slow
def test_the_command_line_begins_without_what_its_commands_load():
    heavy = {"duckdb", "pandas", "numpy", "scipy", "plotly", "streamlit", "pydantic", "openpyxl"}
    code = f"import sys, indicators.cli.main; print(*sorted({heavy} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr, ran.returncode) == ("", "", 0)


def sql_in(path):
    """The texts of a module, its docstrings apart, that read as SQL."""
    tree = parsed(path)
    docstrings = set(docstrings_of(tree))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings
        if SQL_IN_TEXT.search(node.value)
    ]


@pytest.mark.slow
def test_no_sql_in_python():
    assert {name_of(path): found for path in CODE if (found := sql_in(path))} == {}


def executed_in(path):
    """What a module hands over to be executed."""
    return [
        node.args[0]
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("execute", "executemany", "sql", "query", "fetch") and node.args
    ]


@pytest.mark.slow
def test_no_sql_from_parts():
    """What is executed is a query file or a plain text of the store's own settings, never put together."""
    put_together = [
        f"{name_of(path)}, line {argument.lineno}"
        for path in CODE
        for argument in executed_in(path)
        if isinstance(argument, (ast.JoinedStr, ast.BinOp))
    ]
    assert put_together == []


@pytest.mark.slow
def test_no_assert_as_validation():
    asserting = [
        f"{name_of(path)}, line {node.lineno}"
        for path in CODE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Assert)
    ]
    assert asserting == []


def says_its_grain(text):
    """Whether a query says first of what its rows are; files that lay out tables or views say what they hold."""
    first = text.split("\n", 1)[0]
    return first.startswith("-- ") and len(first) > 15 and bool(GRAIN.match(first))


def test_every_query_says_its_grain_first():
    assert says_its_grain("-- one row a figure: value")
    assert not says_its_grain("select 1")
    wrong = {name for name, text in QUERIES if not says_its_grain(text)}
    assert wrong == {"schema", "views"}


def test_every_query_has_a_name_of_its_own():
    lines = [line for path in SQL_FILES for line in path.read_text("utf-8").splitlines()]
    names = [name for name, _ in QUERIES]
    assert [line for line in lines if re.match(r"--\s*name\b", line)] == [f"-- name: {name}" for name in names]
    assert [name for name in names if names.count(name) > 1] == []


def test_no_query_stands_above_the_first_name():
    above = {name_of(path): path.read_text("utf-8").split("-- name: ", 1)[0].splitlines() for path in SQL_FILES}
    assert [name for name, lines in above.items() if any(line[:2] not in ("", "--") for line in lines)] == []


def test_no_query_has_holes_to_fill_in():
    holes = re.compile(r"\{\w*\}|%s|%\(")
    assert [name for name, text in QUERIES if holes.search(text)] == []


def test_every_query_is_asked_for():
    texts = "\n".join(path.read_text("utf-8") for path in MODULES)
    assert [name for name, _ in QUERIES if f'"{name}"' not in texts] == []


@pytest.mark.slow
def test_nothing_names_the_place_where_it_was_written():
    places = re.compile("/work" + r"/|\.\./shar" + "ed")
    folders = ("indicators", "queries", "data", "benchmarks", "docs", "tools")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in TEXT]
    assert [name_of(path) for path in files if places.search(path.read_text("utf-8"))] == []


@pytest.mark.slow
def test_the_program_is_about_any_board():
    """No place of the shipped board is in it; the demonstration alone plays that very board."""
    places = re.compile(r"\b(?:Leicester|Leicestershire|Rutland|LLR|[EWNS]\d{8})\b")
    files = [path for folder in ("indicators", "queries") for path in (ROOT / folder).rglob("*")]
    files = [path for path in (*files, ROOT / "app.py", ROOT / "server.py") if path.suffix in TEXT | {".html", ".js"}]
    named = [name_of(path) for path in files if places.search(path.read_text("utf-8"))]
    assert [name for name in named if not name.startswith("indicators/demo/")] == []


TEXT = {".py", ".sql", ".toml", ".csv", ".md", ".sh"}


#: Words that say nothing to whoever arrives; CONTRIBUTING.md says what to write instead.
WITHDRAWN = {
    "told", "held", "seen", "asked", "beside", "taken", "worth", "found", "kept", "given", "listed", "heard", "again",
    "alone", "unmarked", "apart",
}  # fmt: skip


def words_of(name):
    """The words of a name, small: `KeptForm` and `kept_form` have the same two."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def definitions_of(path):
    """The classes, and the functions and methods that others may call, of a module."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.slow
def test_no_withdrawn_word_names_a_module_a_class_or_a_public_function():
    assert words_of("KeptForm") == words_of("kept_form") == {"kept", "form"}
    modules = [name_of(path) for path in MODULES if words_of(path.stem) & WITHDRAWN]
    definitions = [
        f"{name_of(path)}: {node.name}"
        for path in CODE
        for node in definitions_of(path)
        if words_of(node.name) & WITHDRAWN
    ]
    assert modules + definitions == []


@pytest.mark.slow
def test_no_two_classes_have_one_name():
    places = {}
    for path in CODE:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.strip("_"), []).append(name_of(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


@pytest.mark.slow
def test_no_test_imports_from_another():
    """What several tests share lies in tests/helpers."""
    borrowed = [
        f"{name_of(path)} imports {name}"
        for folder in ("tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        for name in imports_of(path)
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))
    ]
    assert borrowed == []


#: Names in docstrings that are somebody else's, or an example.
_NOT_OURS = {"audits_vary_1", "da", "pageNumber", "J", "qic", "E7", "Q4", *("py", "csv", "toml", "md")}


@cache
def known_names():
    """Every name that code, queries, settings and files have."""
    names = set()
    for path in [*CODE, *sorted((ROOT / "benchmarks").rglob("*.py"))]:
        names |= {path.stem, path.name, *path.relative_to(ROOT).parts}
        documented = {id(node) for node in docstrings_of(parsed(path))}
        for node in ast.walk(parsed(path)):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                    names.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    names.add(name)
                case ast.alias(name=name):
                    names.update(name.split("."))
                case ast.Constant(value=str(text)) if id(node) not in documented:
                    names.update(re.findall(r"[A-Za-z_]\w*", text))
    for path in [*SQL_FILES, ROOT / "Makefile", ROOT / "pyproject.toml", *(ROOT / "data").rglob("*.toml")]:
        lines = path.read_text("utf-8").splitlines()
        code = [line for line in lines if not line.lstrip().startswith("--") or "-- name:" in line]
        names |= {path.stem, *re.findall(r"[A-Za-z_]\w*", "\n".join(code))}
    return frozenset(names)


def test_names_in_docstrings_are_there():
    gone = [
        f"{name_of(path)}: `{word}`"
        for path in CODE
        for node in docstrings_of(parsed(path))
        for word in re.findall(r"(?<!`)`([A-Za-z_][\w.]*)`", node.value)
        if not (ROOT / word).exists() and not known_names() >= set(word.split(".")) - _NOT_OURS
    ]
    assert gone == []
    assert "read_figures" in known_names()
    assert "figures_of_no_module" not in known_names()
