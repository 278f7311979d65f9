"""What is installed: pyproject.toml names what is imported and nothing else, and the lock pins that with digests."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
#: Tools that are run, plug-ins and stubs: nobody imports them.
NOT_IMPORTED = {"pandas-stubs", "pyright", "pytest-xdist", "ruff", "scipy-stubs", "slipcover", "uv"}
#: One package that is pinned: its name, its version, and for which systems, then a digest a line.
PINNED = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def plain(name):
    """A package's name in the one spelling that compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def named(requirements):
    return {plain(re.match(r"[\w.-]+", requirement)[0]): requirement for requirement in requirements}


@cache
def locked(file):
    """By package, its version in a lock; a line that is neither a pinned package with digests nor a comment fails."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / file).read_text("utf-8"), flags=re.MULTILINE)
    assert not PINNED.sub("", text), "not pinned with a digest"
    found = PINNED.findall(text)
    assert len({name for name, *_ in found}) == len(found), "pinned twice"
    return {name: version for name, version, _ in found}


def as_numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version))


def imported(*places):
    """The packages that Python files import, by the names under which they are installed."""
    owners = installed()
    paths = [
        path for place in places for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    # The boards of the race run with packages of their own, which are in no lock of ours.
    own = [path for path in paths if not path.match("benchmarks/race/*_board.py")]
    modules = {name.split(".")[0] for path in own for name in imports_of(path)}
    foreign = modules - sys.stdlib_module_names - {"indicators", "tests", "benchmarks"}
    return {plain(owner) for module in foreign for owner in owners[module] if not owner.endswith("-stubs")}


@cache
def installed():
    return packages_distributions()


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


RUN = named(project()["project"]["dependencies"])
DEVELOP = named(project()["dependency-groups"]["dev"])


#: What Streamlit imports when somebody signs in (decision 14.6).
FOR_STREAMLIT = {"authlib", "httpx"}
#: What the engine loads by the place of its file where a store is in a lake (decision 9.13).
FOR_LAKES = {"duckdb-extension-ducklake", "duckdb-extension-postgres-scanner"}


@pytest.mark.long
def test_the_program_names_what_it_imports_and_nothing_else():
    assert set(RUN) == imported("app.py", "server.py", "indicators") | FOR_STREAMLIT | FOR_LAKES


@pytest.mark.long
def test_development_names_what_it_imports_besides_and_what_it_runs():
    assert set(DEVELOP) == imported("tests", "benchmarks") - set(RUN) | NOT_IMPORTED


@pytest.mark.parametrize(("file", "wanted"), [(LOCKS[0], RUN), (LOCKS[1], DEVELOP)], ids=LOCKS)
def test_the_lock_holds_what_is_named_in_a_version_that_is_allowed(file, wanted):
    """`make lock` mends it."""
    versions = locked(file)
    assert set(wanted) <= set(versions)
    for name, requirement in wanted.items():
        for sign, bound in re.findall(r"(>=|<)([\w.]+)", requirement):
            own, other = as_numbers(versions[name]), as_numbers(bound)
            assert own >= other if sign == ">=" else own < other, requirement


def test_both_locks_agree():
    run, develop = map(locked, LOCKS)
    assert {name: run[name] for name in run.keys() & develop} == {name: develop[name] for name in run.keys() & develop}


def test_the_version_is_the_newest_of_the_changelog():
    newest = re.search(
        r"^## (\d+\.\d+\.\d+)\b(?! \((?:not released|unreleased)\))",
        (ROOT / "CHANGELOG.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert project()["project"]["version"] == newest[1]
