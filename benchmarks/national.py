"""A store of the whole country: the shipped data, and every publisher's file of a folder taken in for all areas."""

import sys
from pathlib import Path

from benchmarks import building
from indicators.errors import IndicatorsError
from indicators.loading.build import build
from indicators.returns.accept import accept_return
from indicators.returns.recognise import new_submission

_ROLE = "benchmark"


def national_store(store: Path, data: Path, national: Path) -> Path:
    """Build a store at a place, or bring the one that is there up to date with the data folder.

    Files that are no table of the catalogue are left out, and said to be.
    """
    if store.exists():
        build(store, data)
        return store
    building.build_store(store, data)
    for file in sorted([*national.glob("*.csv"), *national.glob("*.parquet")]):
        try:
            done = accept_return(store, new_submission(file), by=_ROLE, all_areas=True, sound_only=True)
        except IndicatorsError as error:
            print(f"{file.name} is left out: {str(error)[:200]}", file=sys.stderr)
        else:
            print(f"{file.name}: {done.checked.sound:,} figures", file=sys.stderr)
    return store
