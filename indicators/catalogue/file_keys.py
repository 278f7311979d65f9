"""The keys of a file as the fields of a dataclass: pydantic checks them, and faults have a file's own words.

A field's type says what may stand there; `says`, `must` and `one_of` give a type words of its own, and the others come
from a table by pydantic's names of errors.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import AfterValidator, BeforeValidator, ConfigDict, TypeAdapter, ValidationError, WrapValidator
from pydantic.fields import FieldInfo

from indicators.catalogue.areas import nearest_names

Table = TypeVar("Table")
#: Where something stands in a file: keys, and the numbers of what stands in lists.
Path = tuple[Any, ...]


class FileTable:
    """A dataclass whose fields are the keys of a table in a file; any other key is a mistake."""

    __pydantic_config__ = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class KeyFault:
    """What is wrong at one place of a file, and the value there: nothing for a key that is missing or not known."""

    path: Path
    value: Any
    message: str
    is_unknown_key: bool = False


def is_list_of_texts(value: Any) -> bool:
    """Whether a value is a list that holds texts and nothing else."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def says(message: str) -> WrapValidator:
    """One message for whatever is wrong with a value or within it."""

    def check(value: Any, handler: Callable[[Any], Any]) -> Any:
        try:
            return handler(value)
        except ValidationError:
            raise ValueError(message) from None

    return WrapValidator(check)


def must(test: Callable[[Any], bool], message: str) -> BeforeValidator:
    """The message for a value that fails a test, before its type is looked at."""

    def check(value: Any) -> Any:
        if not test(value):
            raise ValueError(message)
        return value

    return BeforeValidator(check)


def one_of(choices: Collection[str], message: str = "is not one of") -> AfterValidator:
    """A text that must be one of some; the message goes on with all of them."""

    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{message} {', '.join(choices)}")
        return value

    return AfterValidator(check)


def check_keys(
    kind: type[Table], raw: Mapping[str, Any], words: Mapping[str, str], more: Iterable[KeyFault] = ()
) -> tuple[Table | None, list[KeyFault]]:
    """The table that the keys of a file make, or else all that is wrong: what is missing first, then as in the file.

    `words` has the messages by pydantic's names of errors, or by such a name and a key: `missing source`. `{key}` and
    what pydantic knows of an error, such as `{max_length}`, stand for it. `more` are faults that are known already.
    """
    table, found = None, [*more]
    try:
        table = _adapter(kind).validate_python(raw)
    except ValidationError as error:
        found += [_fault(kind, one, words) for one in error.errors(include_url=False)]
    return None if found else table, sorted(found, key=lambda fault: _place_in_file(raw, fault.path))


def sound_keys(raw: Any, faults: Iterable[KeyFault]) -> Any:
    """The keys of a file, those within its tables too, without what is wrong."""
    faulty = {fault.path for fault in faults}
    return _without(raw, faulty, ()) if faulty else raw


@lru_cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _fault(kind: type, error: Any, words: Mapping[str, str]) -> KeyFault:
    name, path = error["type"], error["loc"]
    if name == "value_error":
        return KeyFault(path, error["input"], str(error["ctx"]["error"]))
    key = next(step for step in reversed(path) if isinstance(step, str))
    message = words[f"{name} {key}" if f"{name} {key}" in words else name]
    for word, value in {"key": key, **error.get("ctx", {})}.items():
        message = message.replace(f"{{{word}}}", str(value))
    if name == "unexpected_keyword_argument":
        return KeyFault(path, "", f"{message} {nearest_names(key, _key_names(kind, path[:-1]))}", is_unknown_key=True)
    return KeyFault(path, "" if name == "missing" else error["input"], message)


def _place_in_file(raw: Any, path: Path) -> list[int]:
    places = []
    for step in path:
        is_table = isinstance(raw, dict)
        places.append(step if not is_table else list(raw).index(step) if step in raw else -1)
        raw = raw.get(step) if is_table else raw[step]
    return places


def _without(raw: Any, faulty: set[Path], path: Path) -> Any:
    if isinstance(raw, dict):
        return {key: _without(value, faulty, (*path, key)) for key, value in raw.items() if (*path, key) not in faulty}
    if isinstance(raw, list):
        numbered = ((*path, number) for number in range(len(raw)))
        return [_without(raw[at[-1]], faulty, at) for at in numbered if at not in faulty]
    return raw


def _key_names(kind: type, path: Path) -> list[str]:
    """The keys of the table at a place."""
    for step in path:
        if isinstance(step, str):
            kind = _table_within(get_type_hints(kind)[step])
    hints = get_type_hints(kind, include_extras=True)
    names = {key: [part.alias for part in get_args(hint) if isinstance(part, FieldInfo)] for key, hint in hints.items()}
    return [next(filter(None, aliases), key) for key, aliases in names.items()]


def _table_within(hint: Any) -> Any:
    """The dataclass of a type such as `tuple[Table, ...]` or `Table | None`."""
    return next((_table_within(part) for part in get_args(hint) if part is not type(None)), hint)
