"""The settings of a board for small numbers in public."""

import pytest

from indicators.disclosure.rule import Rule
from indicators.disclosure.settings import FILE, Settings, load_settings
from indicators.errors import DataProblems
from indicators.returns.build import DATA


def test_without_a_file_everything_is_protected(tmp_path):
    assert load_settings(tmp_path) == Settings()
    assert (Settings().rule, Settings().remainders) == (Rule(5, 4, 1), True)
    assert Settings().things == Settings().publishers == frozenset()


def test_what_the_file_says(tmp_path):
    (tmp_path / FILE).write_text('threshold = 9\nrounding = 5\nremainders = false\nthings = ["reports"]\n')
    settings = load_settings(tmp_path)
    # Nobody may narrow a withheld figure further than the threshold itself does.
    assert settings == Settings(Rule(9, 8, 5), False, frozenset({"reports"}))


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    (tmp_path / FILE).write_text('treshold = 5\nmargin = "4"\nremainders = 1\nthings = ["a", 2]\n')
    with pytest.raises(DataProblems) as error:
        load_settings(tmp_path)
    assert [problem.place for problem in error.value.problems] == [
        "key 'treshold'", "key 'margin'", "key 'remainders'", "key 'things'",
    ]  # fmt: skip
    assert "Did you mean threshold?" in str(error.value)


@pytest.mark.parametrize("text", ["threshold = 0", "margin = 1000", "rounding = 50", "threshold = ", b"\xff = 1"])
def test_what_cannot_be_a_rule_or_a_file(tmp_path, text):
    (tmp_path / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataProblems, match=FILE):
        load_settings(tmp_path)


def test_the_shipped_file_is_sound_and_of_the_usual_rule():
    settings = load_settings(DATA)
    assert settings.rule == Rule(5, 4, 1)
    assert "reports" in settings.things
    assert "children" not in settings.things


def test_equal_settings_have_one_text_and_others_another(tmp_path):
    first, second = (Settings(things=frozenset(names)) for names in (("a", "b"), ("b", "a")))
    assert first.text == second.text != Settings(remainders=False).text
