"""How many elements the server sends for a page that is opened for the first time, beside version 0.11's.

An element is what Streamlit calls one: a text, a widget, a chart; each is drawn by the browser in a piece of its own.
What stands under a fold or behind a button is none until it is opened. The containers around them are said beside.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.rates import Rate
from benchmarks.visitors import PATIENCE, page_messages, session
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
    # A place that is drawn twice counts once.
    kinds: dict[tuple[int, ...], str | None] = {}
    async with asyncio.timeout(PATIENCE), await session(server) as socket:
        async for message in page_messages(socket, page):
            if message.WhichOneof("type") == "delta":
                kinds[tuple(message.metadata.delta_path)] = message.delta.WhichOneof("type")
    sent = list(kinds.values())
    return PageSize(sent.count("new_element"), sent.count("add_block"))
