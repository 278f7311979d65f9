"""TOML files of a folder of `data/`, and the keys in one."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from indicators.errors import Problem


def toml_files(folder: Path) -> dict[str, bytes]:
    """The contents of the TOML files of a folder by their names, sorted; none where there is no folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}


def read_toml(file: str, text: str | bytes) -> tuple[Mapping[str, Any], list[Problem]]:
    """The keys of one file, or the problem that it is not UTF-8 or not TOML; `file` names it there.

    The keys are shared with whoever reads the same text again: nobody may change them.
    """
    try:
        return _parsed(text if isinstance(text, str) else text.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        return {}, [Problem(file, "", "", f"is not UTF-8 text: {error}")]
    # tomllib's own errors are ValueErrors, and so are a day such as 2017-02-31 and a number beyond what can be read.
    except ValueError as error:
        return {}, [Problem(file, "", "", f"is not TOML: {error}")]
    except RecursionError:
        return {}, [Problem(file, "", "", "is not TOML: it is nested too deeply")]


@lru_cache(maxsize=2_000)
def _parsed(text: str) -> Mapping[str, Any]:
    """What a text says; a catalogue of hundreds of files is read again with every write, and seldom differs."""
    return tomllib.loads(text)


def toml_text(keys: Mapping[str, Any]) -> str:
    """A file of some keys, a line each but for lists of tables, whose tables have a line each."""
    return "".join(f"{key} = {_list_of_tables(value) or _toml(value)}\n" for key, value in keys.items())


def _list_of_tables(value: Any) -> str:
    if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
        return ""
    return "[\n" + "".join(f"    {_toml(item)},\n" for item in value) + "]"


def _toml(value: Any) -> str:
    """A value as TOML has it: its texts are those of JSON, but for the one control character that JSON lets through."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, date) else json.dumps(value)
