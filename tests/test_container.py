"""The Containerfile and compose.yaml: what is named is there, nothing floats, and nothing runs as root."""

import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.helpers.browser import running_server
from tests.helpers.tiny_store import tiny_store_file

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "Containerfile").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")


def instructions(text):
    """Each instruction of a Containerfile with what follows it, continued lines joined and comments left out."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(" ", 1)) for line in joined.splitlines()]


STEPS = instructions(TEXT)


def arguments(name):
    return [argument for instruction, argument in STEPS if instruction == name]


def images():
    """Every image that is named, of either file; ours has the version of the program."""
    named = [argument.split(" AS ")[0] for argument in arguments("FROM")]
    return [*named, *re.findall(r"^\s+image: (\S+)", COMPOSE, re.MULTILINE)]


def test_no_image_floats():
    assert len(images()) == 5
    for image in images():
        name, _, tag = image.rpartition(":")
        assert name, image
        assert re.match(r"\d+\.\d+", tag), image
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[1]
    assert f"image: safeguarding-indicators:{version}\n" in COMPOSE
    assert "latest" not in TEXT + COMPOSE


def test_only_the_lock_and_the_named_packages_are_installed():
    (pip,) = [step for step in arguments("RUN") if "pip install" in step]
    assert re.search(r"--only-binary :all: --require-hashes -r \S*requirements\.txt$", pip)
    (apt,) = [step for step in arguments("RUN") if "apt-get install" in step]
    assert "xargs --arg-file=/tmp/packages.txt apt-get install --yes --no-install-recommends" in apt
    assert "rm -rf /var/lib/apt/lists" in apt
    assert not re.search(r"\b(curl|wget|ADD)\b", TEXT)
    named = (ROOT / "packages.txt").read_text("utf-8").split()
    assert all(re.fullmatch(r"[a-z0-9.+-]+", package) for package in named)


def test_it_runs_as_a_user_of_its_own():
    assert arguments("USER") == ["10001:10001"]
    after = [step for step, _ in STEPS[[step for step, _ in STEPS].index("USER") :]]
    assert "RUN" not in after
    assert "COPY" not in after
    assert "useradd --uid 10001" in TEXT


@pytest.mark.long
def test_health_is_asked_of_streamlit_itself(tmp_path):
    (health,) = arguments("HEALTHCHECK")
    address = re.search(r"http://127\.0\.0\.1:8501(/[\w/]+)", health)[1]
    assert address == "/_stcore/health"
    store = tiny_store_file(tmp_path, facts=[{}])
    environment = {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(tmp_path / "data")}
    with running_server(ROOT / "server.py", environment) as server:
        assert urllib.request.urlopen(f"{server.address}{address}", timeout=10).read() == b"ok"


def test_what_is_copied_is_there_and_what_the_program_reads_is_copied():
    copied = [part for step in arguments("COPY") if not step.startswith("--from") for part in step.split()[:-1]]
    assert [part for part in copied if not (ROOT / part).exists()] == []
    assert {"app.py", "indicators", "queries", "data", "docs", "pyproject.toml", ".streamlit/config.toml"} <= set(
        copied
    )
    assert not any("secrets" in part for part in copied)
    context = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert context[context.index("*") :][0] == "*"
    assert [part for part in copied if f"!{part}" not in context] == []


@pytest.mark.slow
def test_the_program_reads_nothing_of_the_project_that_is_not_copied():
    """Names that code puts after ROOT are files that must be in the image."""
    copied = [part for step in arguments("COPY") if not step.startswith("--from") for part in step.split()[:-1]]
    # Made at run time, or looked for and not needed.
    absent = {".store", ".stores", ".demo"}
    read = {
        first
        for path in (ROOT / "indicators").rglob("*.py")
        for first in re.findall(r'\bROOT / "([^"]+)"', path.read_text("utf-8"))
    }
    tops = {part.split("/")[0] for part in copied}
    assert {name for name in read if name.split("/")[0] not in tops} <= absent


def test_only_what_belongs_to_the_board_is_written():
    environment = " ".join(arguments("ENV"))
    for name in ("INDICATORS_STORE", "INDICATORS_DATA", "INDICATORS_STATE"):
        assert re.search(rf"{name}=/board/", environment)
    assert "HOME=/tmp" in environment
    # The doctor reads from it that other machines reach the dashboard.
    assert "ADDRESS=0.0.0.0" in environment
    assert arguments("VOLUME") == ['["/board"]']
    dashboard = COMPOSE.split("  catalogue:")[0]
    assert "read_only: true" in dashboard
    assert re.search(r"- /tmp:mode=1777,size=\w+,nosuid,nodev", dashboard)
    assert "- board:/board" in dashboard


def test_compose_opens_the_proxy_alone_and_takes_rights_away():
    inside, proxy = COMPOSE.split("\nsecrets:")[0].split("  proxy:")
    dashboard, catalogue = inside.split("  catalogue:")
    assert "ports:" not in inside
    assert 'ports: ["80:80", "443:443"]' in proxy
    # PostgreSQL is for a store in a lake alone.
    assert "profiles: [lake]" in catalogue
    for service in (dashboard, catalogue, proxy):
        assert "cap_drop: [ALL]" in service
        assert '"no-new-privileges:true"' in service
        assert "mem_limit:" in service
    port = re.search(r"reverse_proxy dashboard:(\d+)", (ROOT / "tools" / "Caddyfile").read_text("utf-8"))[1]
    assert arguments("EXPOSE") == [port]


def test_the_start_copies_the_data_folder_once_and_is_sound_shell(tmp_path):
    script = (ROOT / "tools" / "container_start.sh").read_text("utf-8")
    assert arguments("ENTRYPOINT") == ['["sh", "/srv/dashboard/tools/container_start.sh"]']
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("needs a POSIX shell")
    # The program that it would start says how it was called instead.
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "areas.csv").write_text("shipped")
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "INDICATORS_DATA": str(tmp_path / "board" / "data")}
    for _ in range(2):
        ran = subprocess.run([shell, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.splitlines() == [
            "-m indicators build --quiet",
            "-m streamlit run server.py --server.headless true --server.address 0.0.0.0 --server.port 8501",
        ]
        assert (tmp_path / "board" / "data" / "areas.csv").read_text() in ("shipped", "the board's own")
        (tmp_path / "board" / "data" / "areas.csv").write_text("the board's own")
    assert (tmp_path / "board" / "data").stat().st_mode & 0o077 == 0
    assert [entry.name for entry in (tmp_path / "board").iterdir()] == ["data"]
