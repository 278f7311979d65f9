"""A browser may send anything as the choice from a list: no page fails over it, looks it up or opens it as a file."""

import sys
from itertools import cycle

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import UsageError
from indicators.pages.components.allowed_values import allowed_value, allowed_values, is_allowed
from indicators.report.contents import (
    MOST_CONTENTS_BYTES,
    contents_folder,
    load_contents,
    named_contents,
    read_contents,
)
from indicators.store.database import open_store
from tests.helpers.report_page import SEATS, open_report, seats, tiny_report

PATHS = ("/dev/zero", "../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "../packs/annual_report")
UNKNOWN = (*PATHS, "x" * 300_000, "<b>![x](http://example.invalid/a.png)</b>", "", "\0", "2015-13-77", "None")
#: One of each kind: every box of every page gets these, and one of all by itself. What a box does with what it does not
#: offer does not hang on which it is (`test_only_what_is_offered_passes`, and the report's contents have them all).
PLAIN_KINDS = ("/dev/zero", "x" * 300_000, "", "2015-13-77")
#: Pages with what makes them show most of their boxes.
VIEWS = [
    ("home", {}), ("challenge", {}), ("log", {}), ("log", {"section": "raise", "indicator": "contacts"}),
    ("log", {"challenge": "1"}), ("assurance", {}), ("priority", {}), ("findings", {}),
    ("findings", {"section": "write"}), ("explore", {"indicator": "contacts"}), ("compare", {}), ("disagreements", {}),
    ("returns", {"section": "history"}), ("returns", {"section": "expected"}), ("returns", {"section": "ask"}),
    ("about", {}),
]  # fmt: skip

SEVERAL = "string_array_value"

opened_files = []


@pytest.fixture(scope="module", autouse=True)
def files_are_watched():
    """Which files are opened, as Python itself tells: a hook stays for as long as the process does."""

    def note(event, arguments):
        if event == "open" and isinstance(arguments[0], str):
            opened_files.append(arguments[0])

    sys.addaudithook(note)


def lists_of(app):
    """The boxes of a page whose choice comes from a list, each with the kind of value that a browser sends for it."""
    kinds = {"selectbox": "string_value", **dict.fromkeys(("multiselect", "button_group", "date_input"), SEVERAL)}
    boxes = [(box, value) for kind, value in kinds.items() for box in app.get(kind)]
    return {box.proto.id: value for box, value in boxes if not getattr(box.proto, "accept_new_options", False)}


def send(app, boxes, value, *, click=""):
    """Run the page with a text in some of its lists that none of them offers, and perhaps a button pressed."""
    states = app._tree.get_widget_states()
    for place in reversed([place for place, widget in enumerate(states.widgets) if widget.id in boxes]):
        del states.widgets[place]
    for one, kind in boxes.items():
        widget = states.widgets.add(id=one)
        if kind == SEVERAL:
            widget.string_array_value.data.extend([value, value, *(f"{value}{number}" for number in range(5))])
        else:
            widget.string_value = value
    if click:
        states.widgets.add(id=app.button(key=click).proto.id, trigger_value=True)
    app._tree = app._tree._runner._run(states)._tree
    return app


@pytest.mark.slow
@pytest.mark.parametrize(("page", "query"), VIEWS, ids=[f"{page}-{'-'.join(query)}" for page, query in VIEWS])
def test_no_page_fails_over_what_no_list_offers(lived, page, query):
    app = lived(page, **query)
    boxes = lists_of(app)
    opened_files.clear()
    for value, (one, kind) in zip(cycle(UNKNOWN), boxes.items(), strict=False):
        send(app, {one: kind}, value)
        assert not app.exception, (one, value[:40])
    for value in PLAIN_KINDS:
        send(app, boxes, value)
        assert not app.exception, value[:40]
    assert not [path for path in opened_files if path in PATHS or "passwd" in path]


@pytest.fixture
def report(tmp_path, monkeypatch):
    store = tiny_report(tmp_path, monkeypatch)
    folder = contents_folder(store)
    folder.mkdir()
    (folder / "Mine.toml").write_text('title = "Mine"\n[[items]]\nkind = "notes"\n', "utf-8")
    (tmp_path / "secret.toml").write_text('password = "hunter2"\n', "utf-8")
    app = open_report()
    app.secret = str(tmp_path / "secret.toml")
    return app


@pytest.mark.slow
def test_the_reports_contents_are_those_that_are_kept_and_nothing_else(report):
    (box,) = [box for box in report.selectbox if box.label == "Contents"]
    opened_files.clear()
    for value in (*UNKNOWN, report.secret):
        send(report, {box.proto.id: "string_value"}, value)
        assert not report.exception
        (error,) = report.error
        assert "is not in the list" in error.value
        assert not {"hunter2", "<b>", "!["} & {part for part in ("hunter2", "<b>", "![") if part in error.value}
        assert len(error.value) < 400
        assert seats(report) == SEATS
    assert not {*PATHS, report.secret} & set(opened_files)
    send(report, {box.proto.id: "string_value"}, "Mine")
    assert seats(report) == ["1. Notes and symbols"]


@pytest.mark.slow
@pytest.mark.parametrize("value", [*PATHS, "<b>![x](y)"])
def test_parts_are_added_from_what_is_offered(report, value):
    boxes = {box.label: box.proto.id for box in (*report.selectbox, *report.multiselect)}
    send(report, {boxes["What"]: "string_value"}, value, click="report-add")
    assert "is not in the list “What”" in report.error[0].value.replace("\\", "")
    send(report, {boxes["Indicator"]: "string_value"}, value, click="report-add")
    assert "is not in the list “Indicator”" in report.error[0].value.replace("\\", "")
    assert seats(report) == SEATS
    report.selectbox(key="report:add-kind").set_value("profile").run()
    boxes = {box.label: box.proto.id for box in (*report.selectbox, *report.multiselect)}
    send(report, {boxes["Indicators"]: SEVERAL}, value, click="report-add")
    assert "is not in the list “Indicators”" in report.error[0].value.replace("\\", "")
    assert seats(report) == SEATS


def test_a_name_leads_to_what_is_kept_under_it_and_a_command_to_plain_files_alone(tmp_path, monkeypatch):
    store = tiny_report(tmp_path, monkeypatch)
    held = open_store(store)
    catalogue = load_catalogue(held)
    held.close()
    usual = tmp_path / "data" / "packs" / "annual_report.toml"
    assert load_contents(str(usual), store, catalogue).title == "Figures"
    for name in (str(usual), "../data/packs/annual_report", "x" * 5_000):
        with pytest.raises(UsageError, match="No contents are kept under the name"):
            named_contents(name, store, catalogue)
    big = tmp_path / "big.toml"
    big.write_text("#" * (MOST_CONTENTS_BYTES + 1))
    for path in ("/dev/zero", str(big), str(tmp_path)):
        with pytest.raises(UsageError, match="cannot be read as contents"):
            load_contents(path, store, catalogue)
        with pytest.raises(OSError, match="it is"):
            read_contents(type(big)(path), catalogue)


def test_only_what_is_offered_passes():
    options = ["a", "b"]
    assert allowed_value("a", options, label="Which") == "a"
    for value in ("c", None, 1, ["a"], {"a": 1}, "a ", "x" * 10_000):
        assert not is_allowed(value, options)
        with pytest.raises(UsageError, match="is not in the list “Which”") as error:
            allowed_value(value, options, label="Which")
        assert len(str(error.value)) < 200
    assert allowed_values(["b", "x", "b", ["a"], "a"], options) == ["b", "a"]
    assert allowed_values("ab", options) == allowed_values(None, options) == []
