"""Where browsers get the drawing library, plotly.js, and how long they may use what they got."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, ClassVar

import plotly

#: The component under whose name Streamlit serves the folder of the plotly package.
LIBRARY_COMPONENT = ("indicators", "plotly")
_PATH = "_stcore/bidi-components/" + ".".join(LIBRARY_COMPONENT) + "/plotly.min.js"
#: The address names the version: another file never comes under the same one.
LIBRARY_ADDRESS = f"{_PATH}?{plotly.__version__}"
#: For a year, the longest that browsers take, and without asking whether it is still the same.
LASTING = "public, immutable, max-age=31536000"

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


class LastingLibrary:
    """A layer of the server (ASGI) that tells browsers to keep plotly.js for good.

    Streamlit serves it with no word on how long it lasts. Browsers then fetch its five megabytes for each page, and
    never keep it as compiled, which takes half of the time until a chart is there.
    """

    #: Whether this process serves the library so; pages ask, since under `streamlit run app.py` there is no such layer.
    is_served: ClassVar[bool] = False

    def __init__(self, app: Callable[[_Message, _Receive, _Send], Awaitable[None]]) -> None:
        self._app = app
        LastingLibrary.is_served = True

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Pass a request on, and with the library's answer the time for which it holds."""
        if scope["type"] != "http" or not scope["path"].endswith(f"/{_PATH}"):
            await self._app(scope, receive, send)
            return

        async def send_lasting(message: _Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                others = [(name, value) for name, value in message["headers"] if name.lower() != b"cache-control"]
                message["headers"] = [*others, (b"cache-control", LASTING.encode())]
            await send(message)

        await self._app(scope, receive, send_lasting)
