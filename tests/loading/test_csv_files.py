"""Text as programs write it: every usual encoding and column mark is read, anything else refused in words."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import ReturnRefused
from indicators.loading.csv_files import plain_text

TABLE = "indicator,area,note\ncontacts,Rutland,café “said so” – £5\n"
#: Characters of both UTF-8 and Windows-1252.
LETTERS = "abé£–“ ,;\t"


def text_of(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return plain_text(path, "a.csv", tmp_path)


@pytest.mark.parametrize(
    ("encoding", "known_as"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_it_is_read_whatever_its_encoding(tmp_path, encoding, known_as):
    text = text_of(tmp_path, TABLE.encode(encoding))
    assert text.path.read_text("utf-8-sig") == TABLE
    assert (text.encoding, text.heading_line, text.delimiter) == (known_as, "indicator,area,note", ",")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path, encoding):
    english = TABLE.replace("é", "e").replace("“", '"').replace("”", '"').replace("–", "-")
    text = text_of(tmp_path, english.encode(encoding))
    assert (text.encoding, text.path.read_text("utf-8")) == (encoding, english)


def test_a_byte_far_down_that_is_no_utf_8_makes_it_windows_text(tmp_path):
    content = TABLE.replace("é", "e").replace("“", "").replace("”", "").replace("–", "") * 30_000
    content = content.replace("£", "")
    text = text_of(tmp_path, content.encode() + b"caf\xe9,x,y\n")
    assert (text.encoding, text.path.read_bytes()[-10:]) == ("cp1252", "café,x,y\n".encode())


def test_a_letter_cut_by_the_end_of_a_piece_is_still_utf_8(tmp_path):
    content = b"a,b\n" + b"x,y\n" * ((1 << 18) - 2) + b"xyz" + "é,z\n".encode()
    assert content[(1 << 20) - 1 : (1 << 20) + 1] == "é".encode()
    assert text_of(tmp_path, content).encoding == "utf-8"


def test_text_that_is_utf_8_already_is_not_copied(tmp_path):
    assert text_of(tmp_path, TABLE.encode()).path == tmp_path / "a.csv"
    assert os.listdir(tmp_path) == ["a.csv"]


@given(st.text(LETTERS, min_size=8).filter(lambda text: text.strip()), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@settings(max_examples=60)
def test_no_letter_is_lost(tmp_path_factory, words, encoding):
    content = f"indicator,area\n{words}\n"
    text = text_of(tmp_path_factory.mktemp("text"), content.encode(encoding))
    assert text.path.read_bytes().decode("utf-8") == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"indicator,area\ncontacts,Rut\0land\n", "it holds NUL bytes"),
        (bytes(1000), "it holds NUL characters"),
        ("indicator,area\ncontacts,Rut\0land\n".encode("utf-16"), "it holds NUL characters"),
        (TABLE.encode("utf-16")[:-1], "is not text in an encoding that is known"),
        (b"\xff\xfe" + b"\x00\xd8" * 100, "is not text in an encoding that is known"),
        (b"a,b\n\x81\x8d\x8f\x90\x9d\n", "is not text in an encoding that is known"),
        (b"\xef\xbb\xbfa,b\ncaf\xe9,1\n", "is not text in an encoding that is known"),
        (b"\xef\xbb\xbfa,b\nc\0d,1\n", "it holds NUL bytes"),
        (b"\n\n\n", "has no heading in its first row"),
        (b"\xef\xbb\xbf", "has no heading in its first row"),
    ],
)
def test_what_is_no_text_is_told(tmp_path, content, words):
    with pytest.raises(ReturnRefused, match=f"^a.csv .*{words}"):
        text_of(tmp_path, content)


@pytest.mark.parametrize("start", [b"", b"indicator,area\n", b'indicator,area\n"'])
def test_a_line_without_an_end_is_refused(tmp_path, start):
    with pytest.raises(ReturnRefused, match="a line longer than 50,000 characters.* quotation mark that is not closed"):
        text_of(tmp_path, start + b"x" * 200_000 + b"\n")


@pytest.mark.parametrize(
    ("heading", "mark"),
    [
        ("indicator,area", ","),
        ("indicator;area;period", ";"),
        ("indicator\tarea", "\t"),
        ("indicator|area", "|"),
        ("one word", ","),
        ('"a;b",c', ","),
        ("a;b,c;d", ";"),
        ('"not closed,a', ","),
    ],
)
def test_the_mark_between_columns_is_the_one_that_parts_most(tmp_path, heading, mark):
    assert text_of(tmp_path, f"{heading}\n1\n".encode()).delimiter == mark


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_program_ends_them(tmp_path, end):
    assert text_of(tmp_path, f"indicator,area{end}contacts,Rutland{end}".encode()).heading_line == "indicator,area"
