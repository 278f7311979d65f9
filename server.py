"""The dashboard as a server: `app.py`, with what the first visitor would else wait for made ready; see `make run`."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware
from streamlit import runtime

from indicators.web.library import LastingLibrary

#: Seconds between two looks whether the server is there, to which belongs what is made ready.
_PAUSE = 0.05


def _make_ready() -> None:
    """Make ready, once the server is there; loaded here, since Streamlit asks each part of a page for its server."""
    while not runtime.exists():
        time.sleep(_PAUSE)
    from indicators.pages.components.warm_up import warm_up

    warm_up()


@asynccontextmanager
async def made_ready(app: st.App) -> AsyncIterator[None]:
    """Makes ready while the server answers already; ends with the process."""
    Thread(target=_make_ready, name="warm-up", daemon=True).start()
    yield


app = st.App(Path(__file__).with_name("app.py"), lifespan=made_ready, middleware=[Middleware(LastingLibrary)])
