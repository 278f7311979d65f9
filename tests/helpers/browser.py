"""Starting the dashboard and a browser, and knowing when a page is done; used by tests and benchmarks."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from indicators.pages.components.session import NARROW_PIXELS

ROOT = Path(__file__).resolve().parents[2]
BARE_APP = Path(__file__).with_name("bare_app.py")
#: The same under a menu in groups.
BARE_MENU_APP = Path(__file__).with_name("bare_menu_app.py")

#: No look-ups of the browser maker's own hosts, no updates, no QUIC: only what the page itself asks for.
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

#: Runs before a page's own scripts: notes what the page has sent to the server and had no word about yet, when the
#: two last spoke, and when somebody last did something.
LISTEN = """(() => {
    for (const deed of [
        'keydown', 'keyup', 'pointerdown', 'click', 'input', 'change', 'resize', 'scroll', 'popstate',
    ]) {
        window.addEventListener(deed, () => { window.lastStir = performance.now(); }, true);
    }
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...given) {
            super(...given);
            this.addEventListener('message', () => {
                window.unanswered = false;
                window.lastStir = performance.now();
            });
        }
        send(data) {
            window.unanswered = true;
            window.lastStir = performance.now();
            super.send(data);
        }
    };
})()"""

#: True once the script has run for the window's width, nothing that was sent waits for the server, nothing on the
#: page moves, is stale or a placeholder, and every chart is drawn; all this a moment after page and server last spoke
#: and somebody last did something. The moment covers the time between an action and what the page sends because of it,
#: and between two runs that follow each other, when the script is not running either.
SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.dataset.testConnectionState !== 'CONNECTED') return false;
    if (window.unanswered || app.dataset.testScriptState !== 'notRunning') return false;
    if (performance.now() - (window.lastStir ?? 0) < 300) return false;
    const isMoving = one => one.playState === 'running' && one.effect.getComputedTiming().iterations !== Infinity;
    if (document.getAnimations().some(isMoving)) return false;
    if (document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')) return false;
    if (!document.querySelector('[data-testid="stElementContainer"]')) return false;
    const narrow = String(window.innerWidth < NARROW);
    if (document.querySelector('.st-key-viewport') && document.documentElement.dataset.narrow !== narrow) return false;
    return [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(
        chart => chart.querySelector('.main-svg .trace, .main-svg .annotation'));
}""".replace("NARROW", str(NARROW_PIXELS))


@dataclass(frozen=True)
class Server:
    """A running Streamlit server: its address without a slash at the end, and the file of its output."""

    address: str
    log: Path
    pid: int

    def output(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text("utf-8", "replace")


def find_browser() -> str | None:
    """The path of Chrome or Chromium: `BROWSER_PATH` if set, else the first one installed."""
    named = os.environ.get("BROWSER_PATH")
    installed = (shutil.which(name) for name in ((named,) if named else _BROWSERS))
    return next((path for path in (*installed, *_MAC_BROWSERS) if path and Path(path).exists()), None)


def require_browser() -> str:
    """The path of the browser; without one the test that asks is skipped, and fails in CI."""
    executable = find_browser()
    if executable is None:
        message = "no Chrome or Chromium found; on Debian: sudo apt-get install chromium (or set BROWSER_PATH)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return executable


def launch_browser(playwright: Playwright, executable: str, *flags: str) -> Browser:
    """The installed browser without a window, with further flags; Playwright's own download of one is not used."""
    return playwright.chromium.launch(executable_path=executable, args=[*CHROMIUM_FLAGS, *flags])


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_up(address: str) -> bool:
    """Whether a Streamlit server answers at an address."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def stop_group(process: subprocess.Popen) -> None:
    """End a process that leads its own group, and all that it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            continue
    process.wait(timeout=5)


@contextmanager
def running_server(
    script: Path, env: Mapping[str, str] | None = None, *, folder: Path = ROOT, seconds: float = 60
) -> Iterator[Server]:
    """A Streamlit server for a script, started in a folder; RuntimeError with its output if it will not
    start, or did not last.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    with tempfile.NamedTemporaryFile(prefix="streamlit-", suffix=".log") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            # A crash leaves its stack in the output.
            env={**os.environ, "PYTHONFAULTHANDLER": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        server = Server(address=f"http://127.0.0.1:{port}", log=Path(log.name), pid=process.pid)
        try:
            _wait_until_up(server, process, seconds)
            yield server
            if process.poll() is not None:
                raise RuntimeError(f"the server ended by itself, with code {process.returncode}:\n{server.output()}")
        finally:
            stop_group(process)


def _wait_until_up(server: Server, process: subprocess.Popen, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_up(server.address):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}:\n{server.output()}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"the server did not answer within {seconds:g} s:\n{server.output()}")
        time.sleep(0.05)


def wait_until_settled(page: Page, *, seconds: float = 30) -> None:
    """Return once the page is done and has been quiet for a moment; Playwright's TimeoutError otherwise."""
    # Asked at times of its own: to ask at every frame keeps the browser drawing frames.
    page.wait_for_function(SETTLED, timeout=seconds * 1000, polling=25)
