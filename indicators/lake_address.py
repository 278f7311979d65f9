"""Where a store is: a file, or a board of a lake, which is a catalogue in PostgreSQL and a shared folder of Parquet.

A lake is named by an address:
`ducklake:postgresql://USER@HOST:PORT/DATABASE?data=FOLDER&board=NAME&files=FOLDER`. What lies beside a store under its
name (drafts, the access log, copies for reading) lies for a board of a lake in the folder of its files. So everybody
has a path for a store, and asks here whether a lake stands behind it. Light to load: every command begins with it.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from indicators.errors import UsageError

SCHEME = "ducklake:"
#: What a name of a board may be: it is part of a name in PostgreSQL and of a folder.
_BOARD = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_FORM = "ducklake:postgresql://USER@HOST:PORT/DATABASE?data=FOLDER&board=NAME&files=FOLDER"
_OWN_KEYS = ("data", "board", "files")
#: What of PostgreSQL's own settings may stand in an address: how the connection is made safe, and a socket's folder.
_DRIVER_KEYS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey")
#: Seconds after which a catalogue that does not answer is given up.
_CONNECT_SECONDS = "10"


@dataclass(frozen=True)
class LakeAddress:
    """A board of a lake: how its catalogue is reached, the folder of its Parquet files, and that of the files beside.

    Its text is the address without the password, so that none can stand in a message or a log.
    """

    #: Settings of the connection by PostgreSQL's names for them (host, port, user, dbname, ...).
    connection: tuple[tuple[str, str], ...]
    data: Path
    board: str
    files: Path
    password: str = field(default="", repr=False)

    @property
    def schema(self) -> str:
        """The schema of PostgreSQL that holds the board's catalogue; each board has its own."""
        return f"board_{self.board}"

    @property
    def data_folder(self) -> Path:
        """The folder of the board's Parquet files, in that of the lake."""
        return self.data / self.board

    @property
    def place(self) -> Path:
        """The path that stands for the store: no file is there, but what lies beside a store lies beside it."""
        return self.files / f"{self.board}.lake"

    def __str__(self) -> str:
        settings = dict(self.connection)
        user = f"{settings['user']}@" if "user" in settings else ""
        host = settings.get("host", "")
        port = f":{settings['port']}" if "port" in settings else ""
        return f"board {self.board} of the lake postgresql://{user}{host}{port}/{settings['dbname']}"


#: The lakes that this process was told of, by the place of the files beside.
_lakes: dict[str, LakeAddress] = {}


def is_lake_address(text: str) -> bool:
    """Whether a text that names a store is meant as an address of a lake."""
    return text.strip().casefold().startswith(SCHEME)


def store_place(text: str) -> Path:
    """The path that stands for a store which a setting or an option names; raises UsageError for an unsound address."""
    if not is_lake_address(text):
        return Path(text)
    lake = parse_lake_address(text)
    remember_lake(lake)
    return lake.place


def remember_lake(lake: LakeAddress) -> None:
    """Have this process know that a board of a lake stands behind the place of its files."""
    _lakes[os.path.realpath(lake.place)] = lake


def lake_at(path: Path | str) -> LakeAddress | None:
    """The board of a lake that stands behind a path; None where it is a file's."""
    return _lakes.get(os.path.realpath(path)) if _lakes else None


def parse_lake_address(text: str) -> LakeAddress:
    """An address as its parts; raises UsageError, without the password, that says what is wrong with it."""
    try:
        parts = urlsplit(text.strip()[len(SCHEME) :])
        port, host = parts.port, parts.hostname or ""
        keys = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=20)
    except ValueError:
        raise _unsound("it cannot be read") from None
    if parts.scheme not in ("postgresql", "postgres") or not text.strip()[len(SCHEME) :].partition(":")[2][:2] == "//":
        raise _unsound("after ducklake: stands postgresql://")
    options = dict(keys)
    if len(options) < len(keys):
        raise _unsound("something stands in it twice")
    unknown = sorted(options.keys() - {*_OWN_KEYS, *_DRIVER_KEYS})
    if unknown:
        raise _unsound(f"'{unknown[0][:40]}' is nothing that an address has")
    for key in ("data", "board"):
        if not options.get(key):
            raise _unsound(f"{key}= is missing")
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database:
        raise _unsound("the name of the database is missing")
    if not _BOARD.fullmatch(options["board"]):
        raise _unsound("the name of a board is of small letters, digits and _, begins with a letter and has at most 40")
    for key in ("data", "files"):
        if key in options and not Path(options[key]).is_absolute():
            raise _unsound(f"{key}= is the full name of a folder, beginning with /")
    settings = {"host": host, "port": str(port or ""), "user": unquote(parts.username or ""), "dbname": database}
    settings |= {key: options[key] for key in _DRIVER_KEYS if key in options}
    settings["connect_timeout"] = _CONNECT_SECONDS
    if any(not value.isprintable() for value in (*settings.values(), *options.values())):
        raise _unsound("it has characters that cannot be seen")
    return LakeAddress(
        connection=tuple((key, value) for key, value in settings.items() if value),
        data=Path(options["data"]),
        board=options["board"],
        files=Path(options.get("files") or _default_files()),
        password=unquote(parts.password or ""),
    )


def _default_files() -> Path:
    return Path(__file__).resolve().parent.parent / ".store"


def _unsound(reason: str) -> UsageError:
    return UsageError(
        f"The address of the lake is not sound: {reason}. Write {_FORM}; the password comes from PGPASSWORD or a "
        ".pgpass file, or stands after USER, with a colon between."
    )
