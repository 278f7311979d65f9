"""What no browser of ours would send: choices that no list offers, over the socket of a running dashboard."""

import json
import time
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.helpers.browser import ROOT, running_server
from tests.helpers.report_page import SEATS, numbered, tiny_report

UNKNOWN = (
    "/dev/zero",
    "/etc/passwd",
    "../../../../etc/passwd",
    "x" * 1_000_000,
    "<b>![x](http://example.invalid/a.png)</b>",
)


@pytest.fixture
def report(tmp_path, monkeypatch):
    """The dashboard over a store of a few figures, with a file that nobody offers."""
    tiny_report(tmp_path, monkeypatch)
    (tmp_path / "secret.toml").write_text('password = "hunter2"\n', "utf-8")
    with running_server(ROOT / "server.py") as running:
        yield running, str(tmp_path / "secret.toml")


class Visitor:
    """A client of the dashboard's socket that reads what it is sent and sends what it likes."""

    def __init__(self, socket):
        self._socket = socket

    def run(self, page, **choices):
        """Ask for a page with values for widgets by their ids; gives the elements of the finished run."""
        ask = BackMsg()
        ask.rerun_script.page_name = page
        for one, value in choices.items():
            ask.rerun_script.widget_states.widgets.add(id=one, string_value=value)
        self._socket.send(ask.SerializeToString())
        elements = []
        while True:
            told = ForwardMsg()
            told.ParseFromString(self._socket.recv(timeout=60))
            if told.WhichOneof("type") == "delta":
                elements.append(told.delta.new_element)
            elif told.WhichOneof("type") == "script_finished" and elements:
                return elements


def memory(pid):
    """Megabytes that a process has had at most."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def test_the_reports_contents_never_become_a_path(report):
    server, secret = report
    with connect(f"{server.address.replace('http', 'ws')}/_stcore/stream", max_size=None) as socket:
        visitor = Visitor(socket)
        first = visitor.run("report")
        (box,) = [one.selectbox for one in first if one.selectbox.label == "Contents"]
        before, began = memory(server.pid), time.monotonic()
        for value in (*UNKNOWN, secret):
            elements = visitor.run("report", **{box.id: value})
            (error,) = [one.alert.body for one in elements if one.WhichOneof("type") == "alert"]
            assert "is not in the list" in error
            assert "hunter2" not in str(elements)
            assert "password" not in str(elements)
            assert "![" not in error
            (parts,) = [
                data["titles"] for one in elements if "titles" in (data := json.loads(one.bidi_component.json or "{}"))
            ]
            assert numbered(parts) == SEATS
            assert not [one for one in elements if one.WhichOneof("type") == "exception"]
        assert memory(server.pid) - before < 200
        assert time.monotonic() - began < 60
