"""The revisions of figures: every version of an observation, what it replaced, and from when until when it was in
force.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.typing import NaTType

from indicators.catalogue.catalogue import Catalogue
from indicators.frames import map_values
from indicators.store.database import Store

#: What makes a figure: its versions share these.
OBSERVATION_KEY = ["indicator", "area_code", "period_type", "starts", "ends", "source"]
#: What a version says; one that says the same as the one before it confirms it.
_CONTENT = ["value", "numerator", "denominator", "status", "symbol"]
FIRST, REINSTATED, CONFIRMED, REVISED = "first", "again", "confirmed", "revised"


@dataclass(frozen=True)
class _SpanInForce:
    """From when until when a version stood, and the places of those before and after it among the versions."""

    since: pd.Timestamp | NaTType
    until: pd.Timestamp | NaTType
    before: int | None
    after: int | None


def stored_versions(store: Store, catalogue: Catalogue, indicator: str, areas: Iterable[str]) -> pd.DataFrame:
    """The rows of the query `versions` for an indicator, the counts that it is derived from, and the parts of areas.

    Populations are left out, unless the indicator is one: they would tell of another figure's life in each rate.
    """
    made_of = [name for name in catalogue.indicators[indicator].needs if name not in catalogue.populations]
    return store.query("versions", indicators=made_of or [indicator], areas=catalogue.needed_areas(areas))


def revised_by_area(versions: pd.DataFrame) -> dict[str, int]:
    """By area code, how many figures have versions that differ: those that were only confirmed do not count."""
    several = versions[versions.duplicated(OBSERVATION_KEY, keep=False)]
    if several.empty:
        return {}
    saying_other = several.drop_duplicates([*OBSERVATION_KEY, *_CONTENT])
    changed = saying_other[saying_other.duplicated(OBSERVATION_KEY)].drop_duplicates(OBSERVATION_KEY)
    return {str(code): number for code, number in changed["area_code"].value_counts().to_dict().items()}


def version_history(versions: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Versions with what became of them, in their order, a figure's own in the order in which they
    came; of several editions of a publisher's table the older first.

    Beside the columns of the query `versions` (moments are UTC): `figure` (the value, or the numerator over the
    denominator where both are given), `versions` (how many the figure has), `change` (`first`; `confirmed` or
    `revised` against the version that stood when this one came; `again` where none stood any more), of that version
    `before`, `before_status` and `before_symbol`, `difference` (figure minus before; NaN where either is none),
    `shown_from` and `shown_until` (when it stood, first and last; NaT for `until` while it does), and `taken_by` (the
    return whose version took its place at last; 0 where none did).
    """
    figure = _figure(versions, catalogue)
    keys = _observation_numbers(versions)
    made = versions.assign(
        figure=figure,
        versions=keys.groupby(keys).transform("size"),
        change=FIRST,
        before=np.nan,
        before_status="",
        before_symbol="",
        shown_from=versions["accepted_at"],
        shown_until=versions["gone_at"],
        taken_by=0,
    )
    several = made[made["versions"] > 1]
    facts = [row for _, own in several.groupby(keys, sort=False) for row in _version_facts(own)]
    if facts:
        facts_by_label = pd.DataFrame(facts).set_index("label")
        for name in facts_by_label.columns:
            made.loc[facts_by_label.index, name] = facts_by_label[name]
    return made.assign(difference=made["figure"] - made["before"])


def _observation_numbers(versions: pd.DataFrame) -> pd.Series:
    """The number of the figure that each row is a version of."""
    return versions.groupby(OBSERVATION_KEY, sort=False).ngroup()


def _figure(versions: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Computed before printed, as everywhere."""
    per = map_values(versions["indicator"], lambda name: catalogue.indicators[name].per).astype(float)
    return (versions["numerator"] / versions["denominator"] * per).fillna(versions["value"])


def _version_facts(own: pd.DataFrame) -> list[dict[str, object]]:
    """What is known of each version of one figure, by the label of its row."""
    spans = list(zip(own["accepted_at"], own["gone_at"], strict=True))
    said = [tuple(None if pd.isna(cell) else cell for cell in row) for row in own[_CONTENT].itertuples(index=False)]
    ids = own["return_id"].tolist()
    rows = []
    first = min(accepted for accepted, _ in spans)
    for index, (label, life) in enumerate(zip(own.index, _spans_in_force(spans), strict=True)):
        row = {"label": label, "shown_from": life.since, "shown_until": life.until}
        row |= {"taken_by": 0 if life.after is None else ids[life.after]}
        if life.before is None:
            row |= {
                "change": REINSTATED if spans[index][0] > first else FIRST,
                "before": np.nan,
                "before_status": "",
                "before_symbol": "",
            }
        else:
            former = own.iloc[life.before]
            row |= {
                "change": CONFIRMED if said[index] == said[life.before] else REVISED,
                "before": former["figure"],
                "before_status": former["status"],
                "before_symbol": former["symbol"],
            }
        rows.append(row)
    return rows


def _spans_in_force(spans: Sequence[tuple[pd.Timestamp, pd.Timestamp]]) -> list[_SpanInForce]:
    """The lives of versions that were accepted and gone (NaT for in force) at some moments, in the order of returns."""
    moments = sorted({moment for span in spans for moment in span if not pd.isna(moment)})
    standing = [_version_in_force(spans, moment) for moment in moments]
    lives = []
    for index, (accepted, _) in enumerate(spans):
        stood = [number for number, who in enumerate(standing) if who == index]
        came = moments.index(accepted)
        before = standing[came - 1] if came else None
        if not stood:
            lives.append(_SpanInForce(pd.NaT, pd.NaT, before, None))
            continue
        ended = stood[-1] + 1
        gone = ended < len(moments)
        lives.append(
            _SpanInForce(
                moments[stood[0]],
                moments[ended] if gone else pd.NaT,
                before,
                standing[ended] if gone else None,
            )
        )
    return lives


def _version_in_force(spans: Sequence[tuple[pd.Timestamp, pd.Timestamp]], moment: pd.Timestamp) -> int | None:
    """The place of the newest version in force at a moment."""
    places = [
        index for index, (accepted, gone) in enumerate(spans) if accepted <= moment and (pd.isna(gone) or gone > moment)
    ]
    return places[-1] if places else None
