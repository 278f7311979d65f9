"""Which texts beside the figures may be published: those that a person decided may, whatever figures are suppressed.

Nothing here looks at a figure. A text without a decision is not published.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import TEXT_KEYS, Indicator
from indicators.catalogue.periods import day_text
from indicators.catalogue.toml_files import read_toml, toml_text
from indicators.frames import frame_rows
from indicators.store.database import Store

#: What stands for the note of a break whose own is not published.
_BREAK = "The way of counting changed."
#: What a plan reports of its results, and says of itself: words of the board that nobody decides about one by one.
_OF_PLAN = ("note", "why", "progress", "impact")
_FILES = {"finding": "findings.csv", "event": "events.csv", "target": "targets.csv"}
YES, NO, NOT_YET = "yes", "no", ""
_DECIDED = {YES: "may be published", NO: "is not to be published", NOT_YET: "awaits a decision: not published"}


@dataclass(frozen=True)
class PublishableText:
    """Words beside figures: where they stand, what they are about, and what was decided about publishing them.

    `public` is yes, no, or empty while nobody has decided.
    """

    place: str
    indicator: str
    area_code: str
    words: str
    public: str
    decided_by: str
    decided_on: date | None

    @property
    def decision(self) -> str:
        """The decision in words, with who and when."""
        said = _DECIDED[self.public]
        by = f", decided by {self.decided_by}" if self.decided_by and self.public else ""
        on = f" on {day_text(self.decided_on)}" if self.decided_on and self.public else ""
        return f"{said}{by}{on}"


def publishable_texts(store: Store, catalogue: Catalogue) -> list[PublishableText]:
    """Every text of a store that may be published or not, in the order of the files they stand in."""
    rows = store.query("publishable_texts")
    of_definitions = (text for item in catalogue.indicators.values() for text in _definition_texts(item))
    return [*(_text(row, catalogue) for row in frame_rows(rows)), *of_definitions]


def public_definition(body: str) -> str:
    """The text of a definition with the words that somebody decided may be published, and no others."""
    keys = dict(read_toml("", body)[0])
    texts = keys.pop("public", {}).get("texts", ())
    if "why" not in texts:
        # A definition needs one; its title is always published.
        keys["why"] = keys["title"]
    for name in ("questions", "caveats"):
        keys[name] = keys.get(name, []) if name in texts else []
    if "caveats" not in texts:
        keys.pop("local_caveats", None)
    if "breaks" in keys and "breaks" not in texts:
        keys["breaks"] = [{**item, "note": _BREAK} for item in keys["breaks"]]
    return toml_text(keys)


def public_plan(body: str) -> str:
    """The text of a plan with what it sets out to do, and without what it reports."""
    return toml_text(_without(read_toml("", body)[0], _OF_PLAN))


def _text(row: Any, catalogue: Catalogue) -> PublishableText:
    # A source in free words is published with the finding; one of sources.csv is a document.
    free = f" ({row.source})" if row.source and row.source not in catalogue.sources else ""
    return PublishableText(
        place=_location_text(row),
        indicator=row.indicator,
        area_code=row.area_code,
        words=f"{row.words}{free}",
        public=row.public,
        # Who wrote a version down without a word about publishing it has decided nothing.
        decided_by=row.decided_by if row.public else "",
        decided_on=None if pd.isna(row.decided_on) or not row.public else row.decided_on.date(),
    )


def _location_text(row: Any) -> str:
    if row.version:
        return f"page Findings, {row.name}, version {row.version}"
    about = row.name if row.kind == "finding" else ", ".join(filter(None, (row.name, row.indicator)))
    return f"{_FILES[row.kind]}, {about}"


def _definition_texts(item: Indicator) -> Iterator[PublishableText]:
    texts = {
        "why": [item.why],
        "questions": item.questions,
        "caveats": item.all_caveats,
        "breaks": [break_.note for break_ in item.breaks],
    }
    decision = item.public
    for name in TEXT_KEYS:
        if not texts[name]:
            continue
        public = NOT_YET if decision is None else YES if name in decision.texts else NO
        yield PublishableText(
            place=f"definitions/{item.id}.toml, {name}",
            indicator=item.id,
            area_code="",
            words=" ".join(texts[name]),
            public=public,
            decided_by="" if decision is None else decision.decided_by,
            decided_on=None if decision is None else decision.decided_on,
        )


def _without(value: Any, names: tuple[str, ...]) -> Any:
    """A table or list, and all within it, without some keys."""
    if isinstance(value, Mapping):
        return {key: _without(item, names) for key, item in value.items() if key not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value
