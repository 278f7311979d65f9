"""What pictures say of themselves: text chunks, titles and descriptions, properties, and nothing random."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from indicators.access import Audience
from indicators.charts.standalone import standalone_figure
from indicators.errors import UsageError
from indicators.exports import images
from indicators.exports.exhibit import exhibit_alt_text, exhibit_lines, source_line
from indicators.exports.formats import FORMATS
from indicators.exports.images import described_png, exhibit_png
from indicators.exports.pdf import described_pdf
from tests.helpers.exhibits import HOSTILE, MARK, SHOWN, exhibit, figure, hostile

SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<defs><clipPath id="clip{0}"/></defs><g class="trace scatter trace{0}" clip-path="url(#clip{0})"/>
<g style="clip-path: url('#clip{0}')"/>
<use xlink:href="#clip{0}"/><text>id="clip{0}" url(#clip{0}) &lt;b&gt;</text></svg>"""


def described(svg, **words):
    words = {"title": "T", "alt": "A", "language": "en-GB", "properties": {}} | words
    return images.described_svg(svg.encode(), **words)


def test_png_has_its_resolution_and_words_and_still_opens():
    buffer = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(buffer, "PNG")
    picture = Image.open(io.BytesIO(described_png(buffer.getvalue(), {"Title": SHOWN, "Warning": ""}, dpi=300)))
    picture.load()
    assert (picture.size, picture.getpixel((0, 0))) == ((8, 4), (255, 0, 0))
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    assert picture.text == {"Title": SHOWN}
    assert picture.text["Title"].lang == "en-GB"


def test_svg_has_title_description_and_metadata_first():
    root = ElementTree.fromstring(described(SVG, title="<b>", alt="A & B", properties={"rights": MARK, "source": ""}))
    assert [child.tag.partition("}")[2] for child in root][:3] == ["title", "desc", "metadata"]
    assert (root[0].text, root[1].text, "".join(root[2].itertext())) == ("<b>", "A & B", MARK)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "picture-title picture-alt")


def test_two_drawings_of_one_chart_are_one_file_and_text_is_left_alone():
    first = described(SVG.replace("{0}", "93a7e4"))
    same = described(
        SVG.replace("{0}", "ef742c").replace('id="clipef742c" url(#clipef742c) &', 'id="clip93a7e4" url(#clip93a7e4) &')
    )
    assert first == same
    root = ElementTree.fromstring(first)
    assert [root.find(".//{*}clipPath").get("id"), *(group.get("clip-path") for group in root.findall("{*}g"))] == [
        "part1", "url(#part1)", None,
    ]  # fmt: skip
    assert root.find("{*}text").text == 'id="clip93a7e4" url(#clip93a7e4) <b>'
    assert root.find("{*}use").get("{http://www.w3.org/1999/xlink}href") == "#part1"


def test_svg_survives_what_xml_forbids():
    assert "forbidden" in described(SVG.replace("&lt;b&gt;", "\x0bforbidden\ufffe")).decode()


def drawn_pdf():
    """A page as the browser prints it: its drawing marked as a figure, its clock in the properties."""
    writer = PdfWriter()
    writer.add_blank_page(600, 300)
    figure = DictionaryObject({NameObject("/Type"): NameObject("/StructElem"), NameObject("/S"): NameObject("/Figure")})
    figure[NameObject("/Lang")] = TextStringObject("en-US")
    writer.root_object[NameObject("/StructTreeRoot")] = writer._add_object(DictionaryObject({NameObject("/K"): figure}))
    writer.root_object["/StructTreeRoot"][NameObject("/K")] = writer._add_object(figure)
    writer.add_metadata({"/CreationDate": "D:20261122", "/Title": "Kaleido-fier"})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_pdf_has_properties_language_alternative_text_and_no_clock():
    told = {"Title": SHOWN, "Keywords": MARK}
    made = described_pdf(drawn_pdf(), alt="A line", language="en-GB", properties=told, width=453.6)
    pdf = PdfReader(io.BytesIO(made))
    assert {"/Title": SHOWN, "/Keywords": MARK}.items() <= dict(pdf.metadata).items()
    assert "/CreationDate" not in pdf.metadata
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    drawn = pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]
    assert (drawn["/Alt"], drawn["/Lang"]) == ("A line", "en-GB")
    (page,) = pdf.pages
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx([453.6, 226.8], abs=0.1)


def test_every_format_is_offered_and_there_is_no_picture_without_a_chart():
    assert list(FORMATS) == ["png", "svg", "pdf", "pptx", "docx", "xlsx", "ods", "csv", "odt", "html", "page"]
    with pytest.raises(UsageError, match="'Contacts fell' has no chart"):
        exhibit_png(exhibit())


def test_words_fall_back_on_what_there_is():
    bare = exhibit(notes=(), alt="", source_note="", figure=figure(), audience=Audience.PUBLIC)
    assert exhibit_lines(bare)[0] == "Dots are years"
    assert source_line(bare) == "As at 31 March 2016."
    assert exhibit_alt_text(bare) == "Contacts fell. Contacts, number"
    assert source_line(exhibit(source_note="Source: the report.", as_at="")) == "Source: the report."


def test_the_picture_grows_with_its_words_and_says_the_mark_first():
    few, many = (standalone_figure(figure(), as_at="", mark=MARK, title=title, notes=notes, width=800, height=450)
                 for title, notes in (("T", ()), (SHOWN, [SHOWN])))  # fmt: skip
    assert [note.name for note in few.layout.annotations] == ["mark", "title"]
    assert few.layout.annotations[0].text == f"<b>{MARK}</b>"
    assert few.layout.annotations[0].yshift > few.layout.annotations[1].yshift
    assert (few.layout.height, many.layout.height > 700) == (450, True)
    plots = [made.layout.height - made.layout.margin.t - made.layout.margin.b for made in (few, many)]
    assert min(plots) >= 220


def test_hostile_words_are_escaped_for_the_chart():
    made = standalone_figure(figure(), as_at="", title=SHOWN, width=800)
    text = next(note.text for note in made.layout.annotations if note.name == "title")
    assert "&lt;b&gt;" in text
    assert "<a" not in text
    assert HOSTILE not in "".join(exhibit_lines(hostile()))
