"""The report page: contents chosen and kept, packs made and cancelled, and what goes wrong told in words."""

import io
import re
import threading
import time
import zipfile

import pytest

from indicators.access import Audience
from indicators.catalogue.periods import parse_period
from indicators.pages.report import make
from indicators.pages.report.contents import ordered_items
from indicators.pages.report.make import JobQueue, PackJob, folder_archive
from indicators.report.contents import Contents, ContentsItem
from indicators.store.database import open_store
from tests.helpers.form_filling import box, buttons, fill, press
from tests.helpers.report_page import SEATS, open_report, part_list, seats, send_order, tiny_report, waited

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

HOSTILE = "=1+1 <b>bold</b> ![x](http://example.org/x.png)"
WORDS = Contents("Words", (ContentsItem(kind="text", title="A", paragraphs=("B",)),))


@pytest.fixture
def store(tmp_path, monkeypatch):
    return tiny_report(tmp_path, monkeypatch)


@pytest.fixture
def report(store):
    return open_report()


def click(app, key):
    app.button(key=key).click()
    app.run()
    assert not app.exception
    return app


def said(app):
    """What the page says is wrong, without the marks that disarm its Markdown."""
    (error,) = app.error
    assert not {"<b>", "!["} & set(re.findall(r"<b>|!\[", error.value))
    return error.value.replace("\\", "")


def unpacked(app, audience="public"):
    """The files of the pack to take away, by their names in its folder."""
    with zipfile.ZipFile(io.BytesIO(app.session_state["report:job"].archive)) as archive:
        folder = f"report-pack_2015-16_{audience}/"
        assert all(name.startswith(folder) for name in archive.namelist())
        return {name.removeprefix(folder): archive.read(name) for name in archive.namelist()}


def until(true, seconds=30):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def bare(seat):
    return seat.partition(". ")[2]


@pytest.mark.long
def test_parts_move_leave_and_come_back(report):
    assert box(report, "Financial year").value == "2015/16"
    assert seats(report) == SEATS
    assert report.button(key="report-undo").disabled
    assert list(map(bare, seats(send_order(report, [1, 0, 2])))) == [bare(SEATS[place]) for place in (1, 0, 2)]
    assert list(map(bare, seats(send_order(report, [0, 2, 1])))) == [bare(SEATS[place]) for place in (1, 2, 0)]
    assert list(map(bare, seats(send_order(report, [1, 2])))) == [bare(SEATS[place]) for place in (2, 0)]
    for _ in range(3):
        click(report, "report-undo")
    assert seats(report) == SEATS


@pytest.mark.long
def test_an_order_of_the_list_before_the_last_change_is_one_of_that_list(report):
    send_order(report, [1, 0, 2])
    # Clicked before the first was answered: of the list that the reader saw when it was sent.
    assert list(map(bare, seats(send_order(report, [1, 2, 0], base=0)))) == [bare(SEATS[place]) for place in (1, 2, 0)]
    assert part_list(report)["base"] == 2


A, B, C = (ContentsItem(kind="text", title=name, paragraphs=(name,)) for name in "ABC")


@pytest.mark.parametrize(
    ("sent", "items"),
    [
        ({"base": 0, "order": [2, 0]}, (C, A)),
        ({"base": 1, "order": [1]}, (A,)),
        ({"base": 1, "order": []}, ()),
        ({"base": 2, "order": []}, None),
        ({"base": -1, "order": [0]}, None),
        ({"base": True, "order": [0]}, None),
        ({"base": 0, "order": [0, 0]}, None),
        ({"base": 0, "order": [3]}, None),
        ({"base": 0, "order": ["0"]}, None),
        ({"base": 0, "order": [[0]]}, None),
        ({"base": 0, "order": {"0": 0}}, None),
        ({"order": [0]}, None),
        ([0], None),
        (None, None),
    ],
)
def test_only_an_order_of_what_was_shown_is_taken(sent, items):
    assert ordered_items([(A, B, C), (B, A)], sent) == items


@pytest.mark.long
def test_parts_are_added_once_and_only_whole(report):
    assert said(press(report, "Add it")) == "Choose an indicator first."
    press(report, "Add it", Indicator="contacts")
    assert seats(report)[3] == "4. How it has moved: Contacts"
    assert said(press(report, "Add it")) == "The report has this part."
    press(fill(report, What="quarters"), "Add it", Indicators=["contacts", "referrals"])
    assert said(press(fill(report, What="text"), "Add it", Heading=HOSTILE)) == "Write a heading and a text first."
    press(report, "Add it", Text=f"One.\n\n{HOSTILE}\x01\n\n  \n\n")
    assert seats(report)[4:] == ["5. Quarter by quarter: Contacts, Referrals", f"6. {HOSTILE}"]
    last = report.session_state["report:items"].items[-1]
    assert last.paragraphs == ("One.", HOSTILE)
    assert all(HOSTILE not in button.help for button in report.button if button.help)


@pytest.mark.long
def test_a_set_is_kept_for_another_visitor_and_forgotten(report):
    fill(report, Title=f"  {HOSTILE} ")
    press(send_order(report, [0, 1]), "Keep", Name_of_the_set=" Annual report ")
    assert report.success[0].value == "Kept as Annual report."
    other = open_report()
    assert seats(other) == SEATS
    fill(other, Contents="Annual report")
    assert (seats(other), box(other, "Title").value) == (SEATS[:2], HOSTILE)
    press(other, "Forget “Annual report”")
    assert box(other, "Contents").options == ["Standard contents"]
    assert seats(other) == SEATS


@pytest.mark.examples(2)
@pytest.mark.parametrize("name", ["", "../../etc/x", "<b>![x](y)", "-x", "é", "Standard contents"])
def test_a_name_that_no_set_may_have_is_refused_in_words(report, name):
    press(report, "Keep", Name_of_the_set=name)
    assert name in said(report)
    assert box(report, "Contents").options == ["Standard contents"]


@pytest.mark.long
def test_a_report_of_nothing_is_neither_made_nor_kept(report):
    send_order(report, [])
    assert seats(report) == []
    fill(report, Name_of_the_set="Empty", Title=" ")
    assert box(report, "Title").value == "Report"
    assert [report.button(key=f"report-{name}").disabled for name in ("make", "keep")] == [True, True]
    assert "Nothing is left in the report. Add a part, or undo." in [caption.value for caption in report.caption]
    assert "Nothing is left" in report.info[0].value


@pytest.mark.long
def test_usual_contents_that_do_not_fit_are_told_and_the_page_stands(tmp_path, monkeypatch):
    tiny_report(tmp_path, monkeypatch, contents='title = "A"\n[[items]]\nkind = "profile"\nindicators = ["<b>no</b>"]')
    report = open_report()
    assert "'<b>no</b>' is not an indicator" in said(report)
    press(report, "Add it", What="changes")
    assert seats(report) == [f"1. {bare(SEATS[1])}"]
    assert not report.error


@pytest.mark.long
def test_a_public_pack_is_made_registered_and_the_same_again(report, store):
    fill(report, Title="T" * 500)
    press(report, "Make the pack")
    assert "Make the pack" in buttons(report)
    assert not waited(report).error
    (button,) = report.get("download_button")
    assert button.label.startswith("Report pack 2015/16 (")
    first = unpacked(report)
    assert {"report.docx", "slides.pptx", "figures.xlsx", "manifest.json"} <= first.keys()
    assert "T" * 500 in first.pop("manifest.json").decode()
    held = open_store(store)
    try:
        published = held.query("published_cells")
        assert set(published.loc[published["value"].isna(), "indicator"]) == {"referrals"}
    finally:
        held.close()
    waited(press(report, "Make the pack"))
    # The manifest says that there was a publication before.
    assert {name: unpacked(report)[name] for name in first} == first


@pytest.mark.long
def test_the_boards_pack_asks_for_a_role_wherever_it_is_made(report, store):
    fill(report, Files_for=Audience.BOARD)
    assert report.button(key="report-make").disabled
    refused = PackJob(store, Audience.BOARD, WORDS, parse_period("2015/16"), role="Press office")
    report.session_state["report:job"] = refused
    waited(report)
    assert said(report).startswith("'Press office' may not")
    assert refused.archive == b""
    waited(press(fill(report, You_take_them_as="Partnership manager"), "Make the pack"))
    assert not report.error
    assert Audience.BOARD.mark in [caption.value for caption in report.caption]
    assert "report.docx" in unpacked(report, "board")


@pytest.mark.long
def test_a_pack_that_is_stopped_leaves_nothing(report):
    report.button(key="report-make").click()
    report.run()
    job = report.session_state["report:job"]
    job.cancel()
    waited(report)
    assert job.was_cancelled
    assert (job.made, job.archive, job.trouble) == (None, b"", "")
    assert "Cancelled" in report.info[0].value
    assert not report.get("download_button")


@pytest.mark.long
def test_a_pack_that_cannot_be_made_says_why(report, tmp_path):
    (tmp_path / "data" / "disclosure.toml").write_text('threshold = "<b>five</b>"', "utf-8")
    waited(press(report, "Make the pack"))
    assert "'<b>five</b>' is not a whole number" in said(report)
    assert not report.get("download_button")


def test_two_packs_are_made_at_once_and_the_others_wait_in_a_line_that_says_so():
    line = JobQueue(2)
    begun, ended = [], threading.Event()
    wanted = dict.fromkeys("abcd", True)

    def work(name):
        with line.turn(name, is_wanted=lambda: wanted[name]) as has_turn:
            if has_turn:
                begun.append(name)
                ended.wait(30)

    threads = {}
    for name in "abcd":
        line.enter(name)
        threads[name] = threading.Thread(target=work, args=(name,))
        threads[name].start()
    until(lambda: sorted(begun) == ["a", "b"])
    assert [line.place(name) for name in "abcd"] == [0, 0, 1, 2]
    wanted["c"] = False
    threads["c"].join(30)
    assert (line.place("c"), line.place("d"), sorted(begun)) == (0, 1, ["a", "b"])
    ended.set()
    for thread in threads.values():
        thread.join(30)
    assert sorted(begun) == ["a", "b", "d"]


@pytest.mark.long
def test_a_visitor_whose_pack_waits_is_told_and_may_leave_the_line(report, monkeypatch):
    free = JobQueue(0)
    monkeypatch.setattr(make, "_queue", free)
    report.button(key="report-make").click()
    report.run()
    job = report.session_state["report:job"]
    assert job.words == "2 other packs are being made, and no more at the same time; yours is next."
    free.enter("another")
    assert free.place("another") == 2
    job.cancel()
    waited(report)
    assert (job.made, job.archive, job.trouble, free.place(job)) == (None, b"", "", 0)
    assert "Cancelled" in report.info[0].value


def test_one_archive_holds_the_folder_and_no_time_of_day(tmp_path):
    folder = tmp_path / "pack"
    (folder / "pictures").mkdir(parents=True)
    for name in ("b.txt", "pictures/a.png"):
        (folder / name).write_bytes(name.encode())
    made = folder_archive(folder)
    (folder / "b.txt").touch()
    assert folder_archive(folder) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["pack/b.txt", "pack/pictures/a.png"]
        assert archive.read("pack/pictures/a.png") == b"pictures/a.png"
