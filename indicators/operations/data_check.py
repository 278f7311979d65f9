"""Everything that is wrong with a data folder, found without touching the store that was built from it."""

from pathlib import Path

from indicators.disclosure.rules import load_disclosure_settings
from indicators.errors import DataProblems, Problem
from indicators.loading.build import update
from indicators.loading.scorecards import check_scorecards
from indicators.store.database import Store


def check_data_folder(store: Store, data: Path) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with a data folder, and what is only worth a look; a new store takes in what is sound."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for checked in (
        lambda: update(store, data),
        lambda: load_disclosure_settings(data),
        lambda: check_scorecards(data),
    ):
        try:
            warnings += getattr(checked(), "warnings", ())
        except DataProblems as error:
            problems += error.problems
    return problems, warnings
