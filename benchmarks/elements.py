"""How many elements the server sends for a page that is opened for the first time, beside version 0.11's.

An element is what Streamlit calls one: a text, a widget, a chart; each is drawn by the browser in a piece of its own.
What stands under a fold or behind a button is none until it is opened. The containers around them are said beside.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.asyncio.client import connect

from benchmarks.rates import Rate
from benchmarks.visitors import PATIENCE
from tests.helpers.browser import Server

#: Elements of each page in 0.11.0 (1ca63229^), the last version before pages sent less, counted as they are here.
BEFORE: Mapping[str, int] = {
    "since": 20,
    "home": 11,
    "explore": 32,
    "compare": 48,
    "scorecard": 18,
    "areas": 16,
    "topics": 11,
    "challenge": 29,
    "log": 8,
    "assurance": 21,
    "priority": 26,
    "findings": 25,
    "returns": 10,
    "add": 9,
    "report": 72,
    "disagreements": 27,
    "about": 11,
    "access": 13,
}
MOST = 0.5


@dataclass(frozen=True)
class PageSize:
    """What a page is made of when it is opened."""

    elements: int
    containers: int


def element_rates(server: Server) -> list[Rate]:
    """Of each page its elements as a share of those that it had in 0.11."""
    rates = []
    for page, before in BEFORE.items():
        size = asyncio.run(page_size(server, page))
        part = size.elements / before
        rates.append(
            Rate(
                what=f"elements of {page}",
                result=part,
                interval=(part, part),
                counted=f"{size.elements} of {before}",
                is_share=True,
                most=MOST,
                remark=f"and {size.containers} containers",
            )
        )
    return rates


async def page_size(server: Server, page: str) -> PageSize:
    """What the server sends for a page in a session of its own; RuntimeError where it shows an error."""
    address = server.address.replace("http://", "ws://") + "/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        asked = BackMsg()
        asked.rerun_script.page_name = page
        await socket.send(asked.SerializeToString())
        # A place that is drawn twice counts once.
        kinds: dict[tuple[int, ...], str] = {}
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(decode=False), PATIENCE))
            if message.WhichOneof("type") == "delta":
                delta = message.delta
                if delta.new_element.WhichOneof("type") == "exception":
                    raise RuntimeError(f"/{page} shows an error: {delta.new_element.exception.message}")
                kinds[tuple(message.metadata.delta_path)] = delta.WhichOneof("type") or ""
            if message.WhichOneof("type") == "script_finished":
                found = list(kinds.values())
                return PageSize(found.count("new_element"), found.count("add_block"))
