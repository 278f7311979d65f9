"""The command `letter`: what it writes where, and how it refuses."""

import pytest

from indicators.board.challenges import raise_challenge
from indicators.cli.main import main
from indicators.errors import ImageExportUnavailable
from indicators.exports import pdf
from tests.helpers.challenges import TODAY, asked, record_store

NAME = "official-sensitive_challenge-1_letter"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """A function that runs the command on a store with challenge 1 and gives exit code, output and errors; no browser
    is there.
    """
    path = record_store(tmp_path)
    raise_challenge(path, asked(), today=TODAY)

    def no_browser(*_, **__):
        raise ImageExportUnavailable("No browser was found.")

    monkeypatch.setattr(pdf, "html_pdf_bytes", no_browser)

    def command(*arguments):
        where = ["--store", str(path), "--data", str(tmp_path / "data")]
        code = main([*where, "letter", *map(str, arguments)])
        out, error = capsys.readouterr()
        assert "Traceback" not in error
        return code, out, error

    return command


@pytest.mark.slow
def test_what_cannot_be_made_is_named_and_the_rest_written(run, tmp_path):
    out = tmp_path / "letters"
    code, said, error = run(1, "--out", out)
    assert (code, error) == (0, "No PDF: No browser was found.\n")
    assert said == f"The letter of challenge 1 is in {out}: {NAME}.docx, {NAME}.eml.\n"
    assert sorted(file.name for file in out.iterdir()) == [f"{NAME}.docx", f"{NAME}.eml"]


@pytest.mark.slow
def test_a_role_that_may_not_have_it_and_a_number_that_is_none_are_refused(run, tmp_path):
    code, _, error = run(1, "--out", tmp_path / "a", "--by", "parent")
    assert (code, "'parent' may not take figures away that are not public" in error) == (2, True)
    assert run(9, "--out", tmp_path / "a")[::2] == (
        2,
        "Error: Challenge 9 does not exist. The highest number is 1.\n",
    )
    (tmp_path / "file").write_text("")
    code, _, error = run(1, "--out", tmp_path / "file" / "in")
    assert (code, "could not be written" in error) == (2, True)
    assert not (tmp_path / "a").exists()
