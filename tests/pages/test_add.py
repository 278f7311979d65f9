"""Add an indicator: a file is looked into, a choice shows its figures, and a definition is written that loads."""

import pytest

from indicators.store.database import open_store
from tests.helpers.returns import AREAS, TABLES, csv_of, wide_rows
from tests.helpers.tiny_store import tiny_store_file
from tests.pages.conftest import html

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

LEAVERS = csv_of(
    wide_rows(
        [
            (area, 2025, home, number, percent)
            for area, number, percent in (("Leicestershire", 350, 94), ("Rutland", 24, 96), ("England", 9000, 89))
            for home in ("Suitable <b>", "Unsuitable")
        ],
        ("breakdown", "leavers", "percent"),
    )
)


@pytest.fixture
def adding(tmp_path, monkeypatch, opened):
    """`adding("add")`: the page on a store and a data folder of its own, at `adding.data`."""
    opened.path = tiny_store_file(tmp_path, [{"area": "Rutland"}], files={"areas.csv": AREAS}, tables=TABLES)
    opened.data = tmp_path / "data"
    monkeypatch.setenv("INDICATORS_STORE", str(opened.path))
    monkeypatch.setenv("INDICATORS_DATA", str(opened.data))
    return opened


def uploaded(app, content, name="leavers.csv"):
    app.file_uploader[0].set_value((name, content if isinstance(content, bytes) else content.encode(), "text/csv"))
    return app.run()


def box(app, label):
    return next(item for item in (*app.selectbox, *app.text_input, *app.text_area) if item.label == label)


def button(app, words):
    return next(item for item in app.button if item.label.startswith(words))


@pytest.mark.long
def test_from_a_file_to_a_figure(adding):
    app = adding("add")
    assert any("A published file that has a line for each area" in text.value for text in app.markdown)
    app = uploaded(app, LEAVERS)
    assert "6 lines about Leicestershire, Rutland, England" in html(app)
    box(app, "Column of the figure").set_value("percent")
    app = box(app, "Lines by breakdown").set_value("Suitable <b>").run()
    assert "<td>94</td>" in html(app)
    assert "Suitable <b>" not in html(app)
    app = button(app, "Write the definition").click().run()
    assert "These are needed too: Why it matters, What to ask, Day of publication." in app.error[0].value
    box(app, "Title").set_value("Care leavers in suitable homes")
    box(app, "Short title").set_value("Suitable homes")
    box(app, "Why it matters").set_value("A home comes first.")
    box(app, "What to ask (a question a line)").set_value("Where do the others live?")
    app.date_input[0].set_value("2025-11-20")
    assert not (adding.data / "definitions" / "suitable_homes.toml").exists()
    box(app, "Who adds it?").set_value("Performance analyst")
    app = button(app, "Write the definition").click().run()
    assert "definitions/suitable" in app.success[0].value
    assert "dfe_leavers_2025" in (adding.data / "sources.csv").read_text("utf-8")
    app = button(app, "Take the file in").click().run()
    assert "is added; the file is taken in as return" in app.success[0].value
    assert "explore?indicator=suitable_homes" in html(app)
    store = open_store(adding.path)
    try:
        series = store.query("series", indicators=["suitable_homes"], areas=["E06000017", "E10000018"])
        assert sorted(series["value"]) == [94, 96]
    finally:
        store.close()


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 figures", "is a PDF"),
        (csv_of(wide_rows([("Kent", 2025, "Suitable", 3, 4)], ("breakdown", "leavers", "percent"))).encode(),
         "has no line about Leicestershire or Rutland"),
        (b"PK\x03\x04 broken", "without a publisher's headings"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_answered_in_words(adding, content, words):
    app = uploaded(adding("add"), content)
    assert words in app.error[0].value
