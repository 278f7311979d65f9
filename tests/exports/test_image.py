"""Pictures: really drawn by a browser, or refused in plain words."""

import io
import os
import signal
import struct
import subprocess
import sys
import textwrap
import threading
import time
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from pypdf import PdfReader, PdfWriter

from indicators.charts.standalone import standalone_figure
from indicators.charts.trend import trend_chart
from indicators.errors import ImageExportUnavailable
from indicators.exports import browser
from indicators.exports.browser import close_browser, image_bytes
from indicators.exports.images import exhibit_png, exhibit_svg
from indicators.exports.pdf import exhibit_pdf
from tests.helpers.exhibits import MARK, exhibit

TITLE = 'Contacts <b>fell</b> & "rose", it\'s said'


pytestmark = [pytest.mark.usefixtures("picture_browser"), pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def other_program():
    """A program that draws a picture and ends, started first, since it takes its time while other tests run."""
    code = """
        import plotly.graph_objects as go
        from indicators.exports import browser
        browser.image_bytes(go.Figure(), format="svg")
        print(browser._worker._process.pid, browser._worker.browser_pid)
    """
    started = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE, text=True, cwd=Path(browser.__file__).parents[2],
    )  # fmt: skip
    yield started
    started.kill()
    started.wait()


@pytest.fixture(scope="module")
def framed():
    fig = trend_chart([], title=TITLE, subtitle="Contacts, number", source_note="Source: annual report")
    fig.add_scatter(x=[1, 2], y=[1, 2])
    return standalone_figure(fig, as_at=date(2016, 6, 30))


def size_of(png):
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


@pytest.mark.long
def test_a_dead_child_is_replaced(framed):
    dead = browser._ready()
    dead._process.kill()
    dead._process.wait()
    assert image_bytes(framed, format="svg")
    assert browser._worker is not dead


@pytest.mark.long
def test_a_page_that_drew_other_pictures_draws_the_same_as_a_fresh_one(framed):
    close_browser()
    fresh = image_bytes(framed, format="png", scale=1)
    other = image_bytes(go.Figure().add_bar(y=[3, 1]), format="png", scale=1)
    assert image_bytes(framed, format="png", scale=1) == fresh != other


def test_png_has_the_right_number_of_pixels(framed):
    assert size_of(image_bytes(framed, format="png")) == (2400, 1350)
    assert size_of(image_bytes(framed, format="png", width=500, height=300, scale=1)) == (500, 300)


def test_a_figure_without_a_size_gets_the_usual_one():
    assert size_of(image_bytes(go.Figure(), format="png", scale=1)) == (1200, 675)


def test_svg_holds_title_source_and_date(framed):
    svg = image_bytes(framed, format="svg").decode()
    words = " ".join(ElementTree.fromstring(svg).itertext())
    assert TITLE in words
    assert "Source: annual report" in words
    assert "As at 30 June 2016" in words
    assert 'width="1200"' in svg


@pytest.mark.long
def test_an_exhibit_is_drawn_in_every_format_for_print_and_twice_the_same():
    made = exhibit(figure=trend_chart([], title="", subtitle="", source_note="").add_scatter(x=[1, 2], y=[1, 2]))
    png, svg, pdf = exhibit_png(made), exhibit_svg(made), exhibit_pdf(made)
    assert size_of(png)[0] == pytest.approx(16 / 2.54 * 300, abs=1)
    said = " ".join(ElementTree.fromstring(svg).itertext())
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    for text in (MARK, "Contacts fell", "Contacts, number", "Event (1): a policy", "As at 31 March 2016"):
        assert text in said
        assert text in page.extract_text()
    assert b"font-family: Arial" in svg
    assert (page.mediabox.width / 72 * 2.54, page.get("/Annots")) == (pytest.approx(16, abs=0.1), None)
    assert [figure["/Alt"] for figure in figures_of(pdf)] == [made.alt]
    assert (exhibit_svg(made), exhibit_pdf(made)) == (svg, pdf)


def figures_of(pdf):
    """The elements of a PDF's structure that are figures."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    return [item for item in writer._objects if isinstance(item, dict) and item.get("/S") == "/Figure"]


def test_the_browser_stays_warm_and_threads_take_turns(framed):
    image_bytes(framed, format="svg")
    pictures = []
    threads = [threading.Thread(target=lambda: pictures.append(image_bytes(framed, format="svg"))) for _ in range(3)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pictures) == 3
    assert time.monotonic() - start < 20


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")
def test_a_child_that_hangs_is_killed_with_its_browser_and_tried_again(framed, monkeypatch):
    image_bytes(framed, format="svg")
    monkeypatch.setattr(browser, "NEXT_LIMIT", 0.3)
    stuck = browser._worker
    os.kill(stuck.browser_pid, signal.SIGSTOP)
    os.kill(stuck._process.pid, signal.SIGSTOP)
    assert image_bytes(framed, format="pdf").startswith(b"%PDF")
    assert not stuck.alive
    assert browser._worker is not stuck
    assert not running(stuck.browser_pid)


def running(pid):
    """Whether a process is there and more than a corpse waiting for its parent."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="png, svg or pdf"):
        image_bytes(go.Figure(), format="gif")


@pytest.mark.slow
def test_without_a_browser_the_message_is_plain(monkeypatch, tmp_path):
    close_browser()
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ImageExportUnavailable, match="neither Chrome nor Chromium was found") as caught:
        image_bytes(go.Figure(), format="png")
    assert "CSV" in str(caught.value)
    assert browser._worker is None


@pytest.mark.long
def test_a_browser_that_only_fails_is_tried_twice(monkeypatch, tmp_path):
    close_browser()
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    monkeypatch.setattr(browser, "FIRST_LIMIT", 5.0)
    with pytest.raises(ImageExportUnavailable, match="did not answer, twice"):
        image_bytes(go.Figure(), format="png")


def test_nothing_is_left_running_when_the_program_ends(other_program):
    said, _ = other_program.communicate(timeout=90)
    assert (other_program.returncode, len(said.split())) == (0, 2)
    assert not any(running(pid) for pid in said.split())
