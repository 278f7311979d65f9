"""Making a pack: the same bytes again, whole or not at all, stopped, without figures, with hostile words."""

import io
import resource
from contextlib import closing

import pytest
from pptx import Presentation

from indicators.access import Audience
from indicators.board.findings import FindingText, add_finding
from indicators.disclosure.edition import board_edition, public_edition
from indicators.errors import UsageError
from indicators.report.contents import Contents, ContentsItem
from indicators.report.make import PackCancelled, PackFailed, make_pack, pack_folder, write_pack_file
from indicators.report.quadrants import findings_piece
from indicators.report.sections import Piece, Section
from indicators.report.slides import report_slides_bytes
from indicators.report.year import ReportYear, parse_report_year
from tests.helpers.areas import RUTLAND
from tests.helpers.packs import (
    EVERYTHING,
    YEAR,
    board_pack,
    contents_of,
    facts,
    files_of,
    manifest_of,
    sheet_rows,
    slide_charts,
    tiny,
    word_text,
)
from tests.helpers.tiny_rows import PUBLIC

NAME = "report-pack_2015-16_board"
WRITTEN = FindingText(
    quadrant="quantitative_data", stage="child_in_need", area_code=RUTLAND, period="2015/16", strength="mixed",
    statement="They wait.", source="report", by="audit lead",
)  # fmt: skip
SHORT = """
title = "Short"
[[items]]
kind = "profile"
indicators = ["contacts"]
"""
HOSTILE = (
    "=1+1", "+1", "-1", "@cmd", "<b>bold</b>", "x" * 500, "عدد الأطفال", "接触 👨\u200d👩\u200d👧", "a\x00b\x1fc",
    "%{y} & 'q' \"q\"",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def steps():
    """The progress that was told of the pack `whole`."""
    return []


@pytest.fixture(scope="module")
def whole(store, steps, tmp_path_factory):
    """A pack of everything, to be read."""
    return board_pack(store, tmp_path_factory.mktemp("out"), progress=lambda *step: steps.append(step))


@pytest.mark.long
def test_the_same_inputs_give_the_same_bytes(whole, store, tmp_path):
    assert files_of(board_pack(store, tmp_path).folder) == files_of(whole.folder)
    assert whole.folder.name == NAME


@pytest.mark.long
def test_a_pack_holds_what_its_manifest_says(whole, store):
    told = manifest_of(whole.folder)
    assert set(told["files"]) | {"manifest.json"} == set(files_of(whole.folder))
    assert [one["label"] for one in told["figures and tables"]][:3] == ["Table 1", "Table 2", "Figure 1"]
    assert (told["period"], told["audience"]) == ("2015/16", "board")
    with closing((edition := board_edition(store)).store):
        assert told["data version"] == edition.data_version


def test_a_pack_without_pictures_says_which_and_why(whole):
    assert list(whole.without_picture) == ["Figure 1", "Figure 2", "Figure 3"]
    assert "without the pictures of 3 of 3 charts" in whole.message
    assert {title.partition(" ")[0] for title in slide_charts(whole.folder)} == {"Contacts", "Referrals"}


def test_progress_is_told_step_by_step_and_ends_whole(whole, steps):
    assert [step for step, _, _ in steps] == list(range(1, len(steps) + 1))
    assert steps[-1] == (len(steps), len(steps), "Putting the pack in place")
    assert all(step <= of for step, of, _ in steps)


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.parametrize("step", [0, 1, 3, 5])
def test_a_cancelled_pack_leaves_nothing_and_the_older_one(step, store, tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "older").write_bytes(b"pack")
    asked = iter(range(100))
    with pytest.raises(PackCancelled, match="Nothing of it is left"):
        board_pack(store, tmp_path, text=SHORT, cancelled=lambda: next(asked) >= step)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [NAME]
    assert files_of(tmp_path / NAME) == {"older": b"pack"}


@pytest.mark.long
def test_a_newer_pack_takes_the_place_of_an_older_one(store, tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "older").write_bytes(b"pack")
    board_pack(store, tmp_path, text=SHORT)
    assert set(files_of(tmp_path / NAME)) == {
        "figures.ods", "figures.xlsx", "manifest.json", "report.docx", "report.html", "report.odt", "slides.pptx",
    }  # fmt: skip


@pytest.mark.long
def test_what_is_let_out_is_put_down_before_it_can_be_seen(store, tmp_path):
    seen = []
    board_pack(store, tmp_path, text=SHORT, release=lambda: seen.append((tmp_path / NAME).exists()))
    assert seen == [False]

    def refuse():
        raise UsageError("not now")

    with pytest.raises(UsageError, match="not now"):
        board_pack(store, tmp_path / "other", text=SHORT, release=refuse)
    assert [path for path in (tmp_path / "other").iterdir() if path.is_dir()] == []


class TestPlace:
    @staticmethod
    def write(out, files):
        with pack_folder(out, "pack") as folder:
            for name, content in files.items():
                write_pack_file(folder / name, content)

    def test_a_full_disk_is_told_and_leaves_nothing(self, tmp_path):
        """A file that may not grow fails as on a full disk."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
        try:
            with pytest.raises(PackFailed, match="could not be written .* Make room"):
                self.write(tmp_path, {"small": b"x", "pictures/large": b"x" * 20_000})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert [path.name for path in tmp_path.iterdir()] in ([], [".pack.lock"])

    def test_a_place_that_cannot_be_written_is_told(self, tmp_path):
        (tmp_path / "file").write_text("x")
        with pytest.raises(PackFailed, match="choose a folder"), pack_folder(tmp_path / "file", "pack"):
            pass

    def test_what_killed_programs_left_is_swept(self, tmp_path):
        (tmp_path / ".pack-writing-0000" / "pictures").mkdir(parents=True)
        with pack_folder(tmp_path, "pack") as folder:
            write_pack_file(folder / "a", b"new")
        assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["pack"]

    def test_a_pack_moved_aside_by_a_killed_program_comes_back(self, tmp_path):
        (tmp_path / ".pack-before-pack").mkdir()
        (tmp_path / ".pack-before-pack" / "a").write_bytes(b"old")
        with pytest.raises(KeyError), pack_folder(tmp_path, "pack"):
            raise KeyError("stopped")
        assert files_of(tmp_path / "pack") == {"a": b"old"}

    def test_two_packs_at_once_wait_for_each_other(self, tmp_path):
        with (
            pack_folder(tmp_path, "one"),
            pytest.raises(PackFailed, match="Another pack is being written"),
            pack_folder(tmp_path, "two", patience=0.05),
        ):
            pass


class TestLacking:
    @pytest.mark.slow
    def test_a_period_without_figures_is_refused_with_those_that_have(self, store, tmp_path):
        with pytest.raises(UsageError, match="No figures are held for 2030/31.* from 2013/14 to 2015/16"):
            board_pack(store, tmp_path, text=SHORT, period=parse_report_year("2030/31"))
        assert [path for path in tmp_path.iterdir() if path.is_dir()] == []

    @pytest.mark.long
    def test_an_indicator_without_figures_is_told(self, tmp_path):
        rows = [row for row in facts() if row.get("indicator") != "referrals"]
        text = 'title = "T"\n[[items]]\nkind = "chart"\nindicators = ["contacts", "referrals"]\n'
        made = board_pack(tiny(tmp_path / "store", rows), tmp_path / "out", text=text)
        told = "No figure is stored up to 2015/16, so that no chart is drawn: Referrals."
        assert told in word_text(made.folder)
        assert told in manifest_of(made.folder)["missing"]

    @pytest.mark.parametrize("text", ["2015/16 Q1", "March 2016", "soon"])
    def test_only_a_year_can_be_reported_on(self, text):
        with pytest.raises(UsageError, match=r"such as 2015/16|is not a period"):
            parse_report_year(text)

    @pytest.mark.long
    def test_a_report_of_words_alone_needs_no_figures(self, store, tmp_path):
        words = 'title = "Words"\n[[items]]\nkind = "text"\ntitle = "A"\nparagraphs = ["B"]\n'
        made = board_pack(store, tmp_path, text=words, period=parse_report_year("2030/31"))
        assert "B" in word_text(made.folder)


@pytest.mark.slow
def test_hostile_words_are_text_everywhere(tmp_path):
    definitions = {
        name: {"title": title, "short_title": title[:32], "unit": unit, "headline": number}
        for number, (name, title, unit) in enumerate(
            zip(("contacts", "referrals"), ("=HYPERLINK(1)", "<i>ref</i> %{x}"), ("@unit", "+unit"), strict=True), 1
        )
    }
    tables = {
        "sources.csv": [{"source": "odd", "title": "=cmd|x", "place": "<script>"}],
        "findings.csv": [{"finding": "odd", "statement": "=1+1", "source": "odd"}],
    }
    rows = facts(source="odd")
    store = tiny(tmp_path / "store", rows, definitions=definitions, tables=tables)
    items = (
        *contents_from(store).items,
        *(ContentsItem(kind="text", title=words, paragraphs=(words, *HOSTILE)) for words in HOSTILE),
    )
    with closing((edition := board_edition(store)).store):
        made = make_pack(edition, Contents("=T" + "x" * 500, items), YEAR, tmp_path / "out", pictures=False)
    told = word_text(made.folder)
    for words in HOSTILE:
        assert words.replace("\x00", "").replace("\x1f", "") in told
    assert sheet_rows(made.folder, "Table 1")[0]["Indicator"] == "=HYPERLINK(1)"
    assert any(title.startswith("=HYPERLINK(1) fell 13%") for title in slide_charts(made.folder))


def contents_from(store):
    with closing((edition := board_edition(store)).store):
        return contents_of(EVERYTHING, edition.catalogue)


@pytest.mark.long
@pytest.mark.parametrize(("open_edition", "written"), [(board_edition, True), (public_edition, False)])
def test_findings_that_nobody_decided_to_publish_are_for_the_board(open_edition, written, tmp_path):
    told = {"finding": "printed", "statement": "Audits vary.", "source": "report", "quadrant": "quantitative_data"}
    told |= PUBLIC
    tables = {"findings.csv": [told]}
    store = tiny(tmp_path / "store", tables=tables)
    add_finding(store, WRITTEN)
    with closing((edition := open_edition(store)).store):
        found = set(
            findings_piece("quantitative_data", "Figures", ReportYear(edition, YEAR)).exhibit.table["What was found"]
        )
    assert found == {"Audits vary."} | ({WRITTEN.statement} if written else set())


def test_words_that_take_more_than_a_slide_go_on_on_the_next():
    words = [f"Paragraph {number}: " + "safeguarding " * 20 for number in range(20)]
    section = Section("Notes", (Piece(paragraphs=tuple(words)),))
    deck = Presentation(
        io.BytesIO(report_slides_bytes("T", "S", [section], audience=Audience.BOARD, known_text="today"))
    )
    _, *slides = deck.slides
    boxes = [shape for slide in slides for shape in slide.shapes if shape.name == "Words"]
    assert [text.strip() for box in boxes for text in box.text_frame.text.split("\n")] == [one.strip() for one in words]
    assert [slide.shapes.title.text_frame.text for slide in slides][:2] == ["Notes", "Notes (continued)"]
    assert all(box.top + box.height <= deck.slide_height for box in boxes)
