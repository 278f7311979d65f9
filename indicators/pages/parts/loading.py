"""The modules of a page, loaded by one thread at a time before the page runs, and what lives as long as they do."""

import ast
import gc
import threading
import time
from pathlib import Path

#: Seconds that a search for garbage may take before what it walks through is set aside, and the least between twice.
LONG_SEARCH, PAUSE = 0.02, 10.0

_alone = threading.Lock()
_loaded: set[Path] = set()
_setting_aside = threading.Lock()
_set_aside: dict[Path, float] = {}


def load(page: Path) -> None:
    """Import what a page imports, once in the life of the process.

    Each visitor's page runs in a thread of its own. Libraries whose modules import one another (python-pptx) are met
    half made by the second of two threads that import them at the same time, which then fails.
    """
    if page in _loaded:
        return
    with _alone:
        for statement in ast.parse(page.read_text("utf-8")).body:
            if isinstance(statement, ast.ImportFrom) and statement.module:
                __import__(statement.module, fromlist=[name.name for name in statement.names])
            elif isinstance(statement, ast.Import):
                for name in statement.names:
                    __import__(name.name)
        _loaded.add(page)


def set_aside(page: Path) -> None:
    """Take what lives on after a page has run out of the search for garbage; once a page, and when searches get long.

    Streamlit searches for garbage after every run of every visitor's page, and walks through each object there is:
    hundreds of thousands belong to modules and to figures at hand, and to walk through them was two thirds of the
    work of opening a page. What was set aside before is searched here, so that nothing that is no longer used stays.
    """
    now = time.monotonic()
    is_due = _search.seconds > LONG_SEARCH and now - max(_set_aside.values(), default=0) > PAUSE
    if (page in _set_aside and not is_due) or not _setting_aside.acquire(blocking=False):
        return
    try:
        _set_aside[page] = now
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _search.seconds = 0.0
    finally:
        _setting_aside.release()


class _Search:
    """How long the last search through all objects took; Python calls it before and after each."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = 0.0

    def __call__(self, phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
        elif about["generation"] == len(gc.get_threshold()) - 1:
            self.seconds = time.thread_time() - self._began


_search = _Search()
gc.callbacks.append(_search)
