"""Boards of other authorities, made from what is known of the country: each builds, opens every page for its members
and for the public, and makes a public pack and a site, without a word of a place that is not its own.
"""

import csv
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import streamlit as st

from benchmarks.rates import Rate, share
from benchmarks.timing import Line
from indicators.settings import ROOT
from tests.helpers.living_year import KINDS, year_faults
from tests.helpers.packs import word_text

PARTNERSHIPS = 30
#: Boards that every run tries: two with a plan among the shipped ones, pairs and triples, authorities that came new,
#: the two smallest, which have few figures, and names with a comma or a dot.
FIXED: tuple[tuple[str, ...], ...] = (
    ("Leicester",),
    ("Leicester", "Leicestershire", "Rutland"),
    ("Bristol, City of",),
    ("Cumberland", "Westmorland and Furness"),
    ("North Northamptonshire", "West Northamptonshire"),
    ("Isles of Scilly",),
    ("City of London", "Hackney"),
    ("St. Helens",),
    ("Herefordshire, County of", "Shropshire", "Telford and Wrekin"),
    ("Kingston upon Thames", "Richmond upon Thames"),
)
#: Places of the shipped board that are no part of another name.
_SHIPPED = ("Leicestershire", "Rutland")
_YEAR = "2024/25"


def partnership_rates(work: Path, data: Path, seed: int, partnerships: int = PARTNERSHIPS) -> list[Rate | Line]:
    """What was wrong with any of the boards, of all that was looked at, and how long one takes."""
    faults: dict[str, list[str]] = {kind: [] for kind in (*KINDS, "papers")}
    looked_at = dict.fromkeys(faults, 0)
    seconds = []
    for number, areas in enumerate(chosen_boards(data, seed, partnerships)):
        began = time.perf_counter()
        folder = work / f"partnership-{number}"
        for kind, said, of in _looked_at(folder, areas):
            looked_at[kind] += of
            faults[kind] += [f"{' and '.join(areas)}: {text}" for text in said]
            for text in said:
                print(f"{' and '.join(areas)}: {kind}: {text}", file=sys.stderr, flush=True)
        seconds.append(time.perf_counter() - began)
    rates = [
        share(
            f"{partnerships} partnerships: {kind}",
            len(faults[kind]),
            of=looked_at[kind],
            most=0,
            remark=f"first: {faults[kind][0][:200]}" if faults[kind] else "",
        )
        for kind in faults
    ]
    return [*rates, Line("a partnership: made, built, every page, pack and site", seconds)]


def chosen_boards(data: Path, seed: int, partnerships: int) -> list[tuple[str, ...]]:
    """The boards that are tried: the fixed ones, then single authorities and a pair in four by the seed."""
    with (data / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        names = [row["name"] for row in csv.DictReader(lines) if row["level"] == "local_authority"]
    known = {name for areas in FIXED for name in areas} | set(_SHIPPED)
    chance = random.Random(seed)
    rest = iter(chance.sample([name for name in names if name not in known], len(names) - len(known)))
    boards = list(FIXED[:partnerships])
    while len(boards) < partnerships:
        size = 2 if len(boards) % 4 == 0 else 1
        boards.append(tuple(next(rest) for _ in range(size)))
    return boards


def _looked_at(folder: Path, areas: Sequence[str]) -> list[tuple[str, list[str], int]]:
    """Kinds of faults, the faults, and how much was looked at, of one board."""
    data, store, out = folder / "data", folder / "store.duckdb", folder / "out"
    st.cache_data.clear()
    st.cache_resource.clear()
    place = ["--store", str(store), "--data", str(data)]
    named = [word for area in areas for word in ("--areas", area)]
    papers = [
        said
        for command in (
            ["init", *named, "--out", str(data)],
            [*place, "build"],
            [*place, "pack", "--period", _YEAR, "--out", str(out), "--no-pictures"],
            [*place, "publish", "--out", str(folder / "site")],
        )
        if (said := _command_fault(command))
    ]
    with (data / "areas.csv").open(encoding="utf-8", newline="") as lines:
        own = {row["name"] for row in csv.DictReader(lines)}
    foreign = re.compile(rf"\b(?:{'|'.join(name for name in _SHIPPED if name not in own) or '(?!)'})\b")
    texts = {path.name: word_text(path) for path in out.iterdir() if path.is_dir()} if out.exists() else {}
    texts |= {path.name: path.read_text("utf-8") for path in (folder / "site").rglob("*.html")}
    papers += [f"{name} names {sorted(set(found))}" for name, text in texts.items() if (found := foreign.findall(text))]
    with patch.dict(os.environ, {"INDICATORS_STORE": str(store), "INDICATORS_DATA": str(data)}):
        faults = year_faults(foreign=foreign)
    return [
        ("papers", papers, len(texts) + 4),
        *((kind, faults.found[kind], faults.looked_at[kind]) for kind in KINDS),
    ]


def _command_fault(arguments: Sequence[str]) -> str:
    """What a command said, where it did not do what it was asked to."""
    command = [sys.executable, "-m", "indicators", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return f"{arguments} ended with {done.returncode}: {done.stderr[-300:]}" if done.returncode else ""
