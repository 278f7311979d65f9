"""Turning to a page of the dashboard in Streamlit's AppTest, and sparing AppTest what it does for nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.config import get_option, set_option
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash
from streamlit.watcher.polling_path_watcher import PollingPathWatcher

from indicators.settings import ROOT


def switch_to(app: AppTest, page: str) -> AppTest:
    """Turn to the page at an address; the next run shows it.

    `AppTest.switch_page` looks for a page by the name of its file before the first run, and all are `page.py`.
    Streamlit itself knows a page by the hash of its address.
    """
    app._page_hash = calc_hash(page)
    return app


def opened_page(page: str, query: Mapping[str, str], *, user: dict | None = None) -> AppTest:
    """The page at an address with some parameters, run once without an error; `user` are the claims of who looks."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if user is not None:
        app.user = user
    switch_to(app, page)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def unfold(app: AppTest, key: str) -> AppTest:
    """The page after what stands folded under a key is opened."""
    app.session_state[key] = True
    return app.run()


def sent_words(app: AppTest) -> str:
    """Everything that a page sends to the browser, as text."""
    found: list[str] = []

    def walk(block) -> None:
        for child in block.children.values():
            found.append(str(getattr(child, "proto", "")))
            if hasattr(child, "children"):
                walk(child)

    walk(app._tree)
    return " ".join(found)


@contextmanager
def quick_app_tests() -> Iterator[None]:
    """While this lasts an AppTest takes no longer than its page.

    Streamlit looks through all installed packages for components whenever one begins, which takes four times as long
    as a page of ours, and the packages stay the same. It asks a thousand times a second whether the page is done, each
    time in the page's way. It goes on watching every file of secrets that a test wrote, for as long as the process
    lives. And after each page it searches all objects of all tests for garbage, which Python does often enough itself.
    """
    scan, wait = manifest_scanner.scan_component_manifests, local_script_runner.require_widgets_deltas

    def wait_for_thread(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
        thread = runner._script_thread
        if thread is not None:
            thread.join(timeout)
        wait(runner, timeout if runner.script_stopped() else 0.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        patch.setattr(local_script_runner, "require_widgets_deltas", wait_for_thread)
        patch.setattr(PollingPathWatcher, "_schedule", lambda watcher: None)
        collected = get_option("runner.postScriptGC")
        set_option("runner.postScriptGC", False)
        yield
        set_option("runner.postScriptGC", collected)
