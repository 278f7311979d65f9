"""Files of tables within tables, plans and the contents of reports: where in a file a table stands, and its texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from indicators.catalogue.file_keys import Table, check_keys, says, sound_keys
from indicators.errors import Problem

#: Of a value that is wrong, a message shows so many characters.
_SHOWN = 100
#: What a message calls a table of a list, by the key of the list, and the key that names one among several.
_LABELS = {
    "priorities": ("priority", "id"),
    "actions": ("action", "id"),
    "measures": ("measure", "indicator"),
    "items": ("item", "title"),
    "groups": ("group", "title"),
    "meetings": ("meeting", "date"),
}
_WORDS = {
    "missing": "is missing; write {key} = …",
    "unexpected_keyword_argument": "is not known.",
    "string_type": "is not text in quotes",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "too_short": "is empty; write a text in quotes between [ and ]",
}


def _written(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write what belongs there")
    return value


def tables(path: str) -> BeforeValidator:
    """The check of a list that should hold tables, one at least; `path` is what the file calls them."""

    def check(value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ValueError(f"is not a list of tables; write [[{path}]] above the keys of each")
        if not value:
            raise ValueError(f"is empty; write [[{path}]] and its keys")
        return value

    return BeforeValidator(check)


#: For a text that says something, and for a list of such texts with one at least.
WRITTEN = AfterValidator(_written)
WrittenText = Annotated[str, WRITTEN]
WrittenTexts = Annotated[
    tuple[WrittenText, ...],
    says("is not a list of texts; write them in quotes, between [ and ]"),
    Field(min_length=1),
]


@dataclass(frozen=True)
class TablePlace:
    """A table of a file, as a problem names its place."""

    file: str
    path: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The file and where in it the table stands, as a message names them."""
        return ", ".join((self.file, *self.path))

    def problem(self, key: str, value: Any, message: str) -> Problem:
        """What is wrong with a key of the table; with no key, with the table."""
        path = (*self.path, f"key '{_cut(key)}'") if key else self.path
        return Problem(self.file, ", ".join(path), _cut(str(value)), message)

    def tables(self, raw: Mapping[str, Any], key: str) -> "list[tuple[TablePlace, Mapping[str, Any]]]":
        """The tables of a list within it, each with its place: named by its label where it has one, else by number."""
        word, label = _LABELS[key]
        placed = []
        for number, table in enumerate(raw.get(key, ()), 1):
            name = table.get(label)
            shown = f"'{_cut(name)}'" if isinstance(name, str) and name else str(number)
            placed.append((TablePlace(self.file, (*self.path, f"{word} {shown}")), table))
        return placed


def check_table(
    place: TablePlace, raw: Mapping[str, Any], kind: type[Table]
) -> tuple[Table | None, dict[str, Any], list[Problem]]:
    """The table that some keys make where all are sound, those that are, and all that is wrong with the others."""
    table, faults = check_keys(kind, raw, _WORDS)
    problems = []
    for fault in faults:
        *within, key = fault.path
        spot, keys = place, raw
        for name, number in zip(within[::2], within[1::2], strict=True):
            spot, keys = spot.tables(keys, name)[number]
        problems.append(spot.problem(key, fault.value, fault.message))
    return table, sound_keys(raw, faults), problems


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
