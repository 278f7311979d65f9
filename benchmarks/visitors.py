"""Many visitors at once: sessions over real websockets, each opening one page after the other without a pause.

They speak to the server as the browser's client does, but draw nothing: what is measured is the server alone, from
the request until it says that the page is done. Only a server of this machine is asked.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.asyncio.client import ClientConnection, connect

from benchmarks import building, pages
from benchmarks.timing import Line
from tests.helpers.browser import ROOT, Server, running_server

#: Visitors at once: a full meeting, and more than the board and its agencies have together.
FEW, MANY = 15, 50
#: What each visitor opens, in turn; Explore with another indicator each time.
VISIT = ("", "explore", "", "explore")
#: Seconds until a page that is not done is given up.
PATIENCE = 120
#: Half of the median that version 0.5 had with many visitors on two cores, and the GiB that the server may take.
MOST_SECONDS, MOST_MEMORY = 5.5, 1


@dataclass(frozen=True)
class Load:
    """What some visitors at once met: seconds of each opening by page; the server's memory after it in MiB, its
    seconds at work, and all that went by.
    """

    opened: dict[str, list[float]]
    memory: float
    worked: float
    lasted: float

    @property
    def seconds(self) -> list[float]:
        """The seconds of every opening."""
        return [found for times in self.opened.values() for found in times]

    @property
    def bound(self) -> str:
        """What bounds it: Python runs one thread at a time, so a server that is at work all along can do no more."""
        each = self.worked / len(self.seconds) * 1000
        return f"server at work {self.worked / self.lasted:.0%} of the time, {each:.0f} ms an opening"


def visitor_lines(work: Path, data: Path) -> list[Line]:
    """Opening pages alone, among a few and among many visitors at once; and the server's memory with many."""
    store = work / "visited.duckdb"
    building.build_store(store, data)
    indicators = pages.shared_indicators(data / "facts")
    env = {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(data)}
    with running_server(ROOT / "app.py", env) as server:
        # Modules are imported and the figures judged once in the life of a server; that is another measurement.
        loads = {count: visit(server, count, indicators) for count in (1, 1, FEW, MANY)}
    lines = []
    for count, load in loads.items():
        who = f"{count} visitor{'s' if count > 1 else ''} at once"
        for page, times in load.opened.items():
            lines.append(Line(f"{who}, {page or 'home'}", times, remark=f"nine in ten within {_within(times):.2f} s"))
        target = MOST_SECONDS if count == MANY else None
        lines.append(Line(f"{who}, all openings", load.seconds, target=target, remark=load.bound))
    memory = loads[MANY].memory
    verdict = "holds" if memory / 1024 <= MOST_MEMORY else "does not hold"
    print(f"Server memory with {MANY} visitors: {memory:.0f} MiB, at most {MOST_MEMORY * 1024}: {verdict}")
    if verdict != "holds":
        raise RuntimeError("the server takes more memory than it may")
    return lines


def visit(server: Server, count: int, indicators: Sequence[str]) -> Load:
    """Let some visitors come at the same moment, and open page after page."""
    return asyncio.run(_visit(server, count, indicators))


async def _visit(server: Server, count: int, indicators: Sequence[str]) -> Load:
    found: dict[str, list[float]] = {page: [] for page in VISIT}
    sockets = [await session(server) for _ in range(count)]
    try:
        worked, began = _worked(server.pid), time.perf_counter()
        await asyncio.gather(*(_read(socket, number, indicators, found) for number, socket in enumerate(sockets)))
        worked, lasted = _worked(server.pid) - worked, time.perf_counter() - began
        memory = _memory(server.pid)
    finally:
        for socket in sockets:
            await socket.close()
    return Load(found, memory, worked, lasted)


async def _read(
    socket: ClientConnection, number: int, indicators: Sequence[str], found: dict[str, list[float]]
) -> None:
    for turn, page in enumerate(VISIT):
        indicator = indicators[(number + turn) % len(indicators)]
        query = urlencode({"indicator": indicator, "area": pages.AREA}) if page == "explore" else ""
        found[page].append(await asyncio.wait_for(_open(socket, page, query), PATIENCE))


async def _open(socket: ClientConnection, page: str, query: str) -> float:
    """Seconds until a page is done and all that it sends has come."""
    started = time.perf_counter()
    async for _ in page_messages(socket, page, query):
        pass
    return time.perf_counter() - started


async def session(server: Server) -> ClientConnection:
    """A session of a server, as a browser opens one."""
    address = server.address.replace("http://", "ws://") + "/_stcore/stream"
    return await connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)


async def page_messages(socket: ClientConnection, page: str, query: str = "") -> AsyncIterator[ForwardMsg]:
    """All messages of a page that is asked for, until it is done; RuntimeError where it shows an error or is not."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    await socket.send(asked.SerializeToString())
    while True:
        message = ForwardMsg.FromString(await socket.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(f"/{page}?{query} shows an error: {message.delta.new_element.exception.message}")
        yield message
        if kind == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise RuntimeError(f"/{page}?{query} was not done but {message.script_finished}")
            return


def _memory(process: int) -> float:
    """The memory that a process has in use now, in MiB; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0.0
    kibibytes = next(line.split()[1] for line in told.splitlines() if line.startswith("VmRSS"))
    return int(kibibytes) / 1024


def _worked(process: int) -> float:
    """The seconds that a process has been at work so far; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return 0.0
    # After the name, which stands in brackets: the twelfth and thirteenth are its own time and the system's for it.
    own, system = told.rpartition(")")[2].split()[11:13]
    return (int(own) + int(system)) / os.sysconf("SC_CLK_TCK")


def _within(times: Sequence[float]) -> float:
    """The seconds that nine openings in ten stayed within."""
    return statistics.quantiles(times, n=10, method="inclusive")[-1]
