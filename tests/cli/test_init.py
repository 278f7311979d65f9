"""The commands that make another board's data folder, and the files of the country that it is made from."""

import pytest

from indicators.cli.main import main


@pytest.mark.long
def test_a_folder_is_made_for_the_authorities_that_are_named(tmp_path, capsys):
    assert main(["init", "--areas", "Kent; Medway", "--out", str(tmp_path / "two"), "--name", "The two"]) == 0
    said = capsys.readouterr().out
    assert "is ready for Kent, Medway" in said
    assert f"make run DATA={tmp_path / 'two'}" in said
    assert 'name = "The two"' in (tmp_path / "two" / "board.toml").read_text("utf-8")


def test_an_authority_that_there_is_not_is_refused(tmp_path, capsys):
    assert main(["init", "--areas", "Kentt", "--out", str(tmp_path / "none")]) == 2
    assert "Did you mean Kent" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_name_that_has_no_room_is_refused(tmp_path, capsys):
    assert main(["init", "--areas", "Kent", "--out", str(tmp_path / "none"), "--name", "x" * 121]) == 2
    assert "longer than 120 characters" in capsys.readouterr().err


@pytest.mark.slow
def test_the_country_is_written_from_a_store_that_has_it_alone(board_store, board_data, tmp_path, capsys):
    place = ["--store", str(board_store), "--data", str(board_data)]
    assert main([*place, "country", "--out", str(tmp_path / "country")]) == 2
    assert "load --all-areas" in capsys.readouterr().err
    assert not (tmp_path / "country").exists()
