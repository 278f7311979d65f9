"""The manifest of a pack, so that it can be checked and made again: versions, sources, and what is suppressed or
missing.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from indicators.figures.calculate import period_label
from indicators.frames import frame_rows
from indicators.report.contents import Contents, contents_text
from indicators.report.sections import Piece, Section
from indicators.report.text import sources_used
from indicators.report.year import ReportYear
from indicators.settings import program_version
from indicators.wording.made_up import MADE_UP_NOTICE


def report_manifest_bytes(
    contents: Contents,
    year: ReportYear,
    sections: Sequence[Section],
    *,
    files: Mapping[str, bytes],
    without_picture: Mapping[str, str],
    left_out: Mapping[str, str],
) -> bytes:
    """The manifest as JSON; `files` by name, `without_picture` the labels of charts and why none could be made.

    `left_out` are files that could not be made, and why.

    No figure that is withheld stands in it, and nothing that differs between two packs of the same inputs.
    """
    pieces = [piece for section in sections for piece in section.pieces]
    text = contents_text(contents)
    manifest = {
        "title": contents.title,
        "program version": program_version(),
        "data version": year.edition.data_version,
        "period": year.period.label,
        "audience": str(year.audience),
        "marking": year.audience.mark,
        "as at": year.edition.as_at.isoformat(),
        **({"made up": MADE_UP_NOTICE} if year.store.is_made_up else {}),
        "small numbers": vars(year.rule) if not year.audience.mark else "shown",
        "contents": {"sha256": _digest(text.encode()), "file": text},
        "figures and tables": [_exhibit_entry(piece) for piece in pieces if piece.exhibit is not None],
        "sources": [_source_entry(source) for source in sources_used(year.catalogue, pieces)],
        "withheld": _suppressed_figures(year, pieces),
        "missing": [
            *_missing_pictures(without_picture),
            *(f"{name} is left out: {why}" for name, why in left_out.items()),
            *(piece.lacks for piece in pieces if piece.lacks),
        ],
        "files": {name: {"bytes": len(content), "sha256": _digest(content)} for name, content in sorted(files.items())},
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def _exhibit_entry(piece: Piece) -> dict[str, Any]:
    return {
        "label": piece.label,
        "title": piece.printed_exhibit.title,
        "indicators": piece.basis.indicators,
        "areas": piece.basis.areas,
        "periods": piece.basis.periods,
    }


def _source_entry(source) -> dict[str, str]:
    facts = {name: getattr(source, name) for name in ("id", "title", "place", "publisher", "edition", "url", "licence")}
    return {name: text for name, text in {**facts, "date": source.date.isoformat()}.items() if text}


def _suppressed_figures(year: ReportYear, pieces: Sequence[Piece]) -> list[dict[str, str]]:
    """What of this report's indicators is withheld up to its year, without a value."""
    frame: pd.DataFrame = year.edition.suppressed
    if frame.empty:
        return []
    wanted = {name for piece in pieces for name in piece.basis.indicators}
    own = frame[frame["indicator"].isin(wanted) & (frame["ends"] <= pd.Timestamp(year.period.ends))]
    own = own.sort_values(["indicator", "area_code", "ends", "starts"], kind="stable")
    return [
        {
            "indicator": row.indicator,
            "area": year.catalogue.areas[row.area_code].name,
            "period": period_label(row.period_type, row.starts.date(), row.ends.date()),
            "why": row.why,
        }
        for row in frame_rows(own)
    ]


def _missing_pictures(without_picture: Mapping[str, str]) -> list[str]:
    return [f"{label} has no picture: {why}" for label, why in without_picture.items()]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
