"""How long browsers may use the drawing library that they got."""

import pytest

from indicators.web.library import LASTING, LIBRARY_ADDRESS, LastingLibrary

LIBRARY_PATH = f"/{LIBRARY_ADDRESS.partition('?')[0]}"


@pytest.fixture(autouse=True)
def no_layer_stays(monkeypatch):
    """Pages of other tests in this process have no such layer around them."""
    monkeypatch.setattr(LastingLibrary, "is_served", False)


def answer_headers(path: str, *, kind: str = "http", status: int = 200) -> list[tuple[bytes, bytes]]:
    """The headers of what a server that says no time of its own answers through the layer."""
    sent: list = []

    async def app(scope, receive, send):
        headers = [(b"content-type", b"text/javascript"), (b"cache-control", b"public")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"1"})

    async def send(message):
        sent.append(message)

    async def receive():
        return {}

    # By hand, since nothing in it waits: a loop may be running in this thread already, that of the browser's tests.
    with pytest.raises(StopIteration):
        LastingLibrary(app)({"type": kind, "path": path}, receive, send).send(None)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["headers"]


@pytest.mark.parametrize("path", [LIBRARY_PATH, f"/dashboards{LIBRARY_PATH}"])
def test_the_library_lasts_also_under_a_path_of_its_own(path):
    headers = answer_headers(path)
    assert [value for name, value in headers if name == b"cache-control"] == [LASTING.encode()]
    assert (b"content-type", b"text/javascript") in headers
    assert LastingLibrary.is_served


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/_stcore/bidi-components/indicators.plotly/other.js", "http", 200),
        ("/_stcore/health", "http", 200),
        (LIBRARY_PATH, "http", 404),
        (LIBRARY_PATH, "websocket", 200),
    ],
)
def test_nothing_else_is_said_to_last(path, kind, status):
    assert (b"cache-control", b"public") in answer_headers(path, kind=kind, status=status)
