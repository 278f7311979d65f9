"""The store and the data folder that a command was told to use. Light to load: every command begins with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from indicators.lake_address import store_place
from indicators.settings import data_folder, store_path


def _remember_path(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_root().ensure_object(dict)[option.name] = value


class StorePlace(click.ParamType):
    """The place of a store: a file, or the address of a board in a lake."""

    name = "store"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path that stands for the store; raises UsageError for an address that cannot be read."""
        return value if isinstance(value, Path) else store_place(value)


def store_and_data_options(command: Callable) -> Callable:
    """The options `--store` and `--data`, which may stand before or after the name of a command."""
    choice = {"callback": _remember_path, "expose_value": False}
    data = "Data folder. [default: INDICATORS_DATA, else data/ of the project]"
    store = (
        "File of the store, or the address of a board in a lake. [default: INDICATORS_STORE, else "
        ".store/indicators.duckdb of the project]"
    )
    folder = click.Path(path_type=Path)
    command = click.option("--data", metavar="DIR", help=data, type=folder, **choice)(command)
    return click.option("--store", metavar="PATH", help=store, type=StorePlace(), **choice)(command)


def chosen_store_path() -> Path:
    """The place of the store that the command was told, or the usual one."""
    return click.get_current_context().find_root().ensure_object(dict).get("store") or store_path()


def chosen_data_folder() -> Path:
    """The data folder that the command was told, or the usual one."""
    return click.get_current_context().find_root().ensure_object(dict).get("data") or data_folder()
