"""The modules of a page, loaded by one thread at a time before the page runs."""

import ast
import gc
import threading
from pathlib import Path

_alone = threading.Lock()
_loaded: set[Path] = set()


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
        # Streamlit collects all garbage after every run of every visitor's page. That walks through each object there
        # is, hundreds of thousands of which are modules that live as long as the process: two thirds of the work of
        # opening a page. What is frozen is not walked through again.
        gc.collect()
        gc.freeze()
