"""The file of a backup: a ZIP archive with a manifest, written, and read again within limits.

What an archive says of its own sizes and names is not believed: names go nowhere but below three folders, sizes and
digests are those of the manifest, and what unpacks to far more than a board has is not unpacked.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from indicators import clock
from indicators.errors import BackupRefused, IndicatorsError, UsageError, printable_text
from indicators.returns.containers import HIGHEST_RATIO, MOST_UNPACKED_BYTES
from indicators.settings import program_version
from indicators.wording.numbers import count_text

#: What the first key of a manifest says, and the form of the file, which a later version may raise.
_KIND, FORMAT = "backup of safeguarding indicators", 1
_MANIFEST = "manifest.json"
#: The parts by the first folder of their names: the store, what lies beside it under its name, the data folder.
STORE, BESIDE, DATA = "store", "beside", "data"
STORE_PART = f"{STORE}/indicators.duckdb"
#: What lies beside a store under its name and is no part of a board: made again, being made, or kept aside.
PASSING = ("public-", "copy-", "writing-", "building-", "restoring-", "unreadable-", "before-", "wal")
#: A board has some hundred definitions and a file for each form that was begun.
MOST_PARTS = 20_000
_MOST_MANIFEST_BYTES = 16 << 20
_MOST_DEPTH, _LONGEST_NAME = 12, 200
#: Small parts may be as empty as they like.
_RATIO_FROM_BYTES = 8 << 20
_PIECE = 1 << 20
_MEMBER = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]+")
_CUT_OFF = (
    "is damaged or was cut off: {what}. Nothing was changed. Take another backup, or copy this one again from where it "
    "was made"
)


@dataclass(frozen=True)
class BackupPart:
    """One file of a backup: its name there, its size, and its digest."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class BackupContents:
    """What a backup holds: when and by which version it was made, its parts, and what the store in it counts."""

    made_at: str
    version: str
    parts: tuple[BackupPart, ...]
    counts: Mapping[str, Any]

    @property
    def size(self) -> int:
        """The bytes of all parts, unpacked."""
        return sum(part.size for part in self.parts)

    def size_of(self, prefix: str) -> tuple[int, int]:
        """How many parts have names that begin with a prefix, and their bytes."""
        own = [part.size for part in self.parts if part.name.startswith(prefix)]
        return len(own), sum(own)

    def lines(self) -> list[str]:
        """What it holds in words, a line each."""
        _, store_bytes = self.size_of(f"{STORE}/")
        lines = [
            f"made {self.made_at} (UTC) by version {self.version}",
            f"the store: {count_text(self.counts.get('figures', 0), 'figure')} in "
            f"{count_text(self.counts.get('files', 0), 'file')} that came, "
            f"and what the board wrote down ({megabytes_text(store_bytes)})",
        ]
        beside = sorted({part.name.split("/")[1] for part in self.parts if part.name.startswith(f"{BESIDE}/")})
        for name in beside:
            number, size = self.size_of(f"{BESIDE}/{name}/")
            if not number:
                number, size = self.size_of(f"{BESIDE}/{name}")
            lines.append(f"{_BESIDE_WORDS.get(name, name)}: {count_text(number, 'file')} ({megabytes_text(size)})")
        number, size = self.size_of(f"{DATA}/")
        lines.append(f"the data folder: {count_text(number, 'file')} ({megabytes_text(size)})")
        return lines


#: What lies beside the store, in words.
_BESIDE_WORDS = {"drafts": "drafts of forms", "packs": "sets of contents for the report pack"}
#: What no backup has, in words.
NOT_IN_A_BACKUP = (
    "Not in it: the program, .streamlit/secrets.toml (keep that where you keep passwords), and the public copy, which "
    "is made again."
)


def read_backup(path: Path) -> BackupContents:
    """What a backup says that it holds; raises BackupRefused for what is none of ours, cut off, or hostile."""
    with opened_backup(path, path.name) as (_, contents):
        return contents


def write_archive(path: Path, files: Mapping[str, Path], counts: Mapping[str, Any]) -> BackupContents:
    """Write files by their names in a backup, and the manifest last; gives what it says. Raises OSError."""
    parts = []
    # Made as the owner's alone before anything is in it, whatever the rights of new files are.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, file in files.items():
            with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as packed:
                parts.append(_copied(source, packed, name))
        contents = BackupContents(
            made_at=clock.now().isoformat(sep=" ", timespec="minutes"),
            version=program_version(),
            parts=tuple(parts),
            counts=counts,
        )
        archive.writestr(_MANIFEST, _manifest_text(contents))
    return contents


def _copied(source: IO[bytes], target: IO[bytes], name: str) -> BackupPart:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        target.write(piece)
    return BackupPart(name, size, digest.hexdigest())


def _manifest_text(contents: BackupContents) -> str:
    manifest = {
        "kind": _KIND,
        "format": FORMAT,
        "made_at": contents.made_at,
        "version": contents.version,
        "store": dict(contents.counts),
        "parts": [{"name": part.name, "bytes": part.size, "sha256": part.sha256} for part in contents.parts],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


@contextmanager
def opened_backup(path: Path, name: str) -> Iterator[tuple[zipfile.ZipFile, BackupContents]]:
    """A backup whose list of contents is sound; what is wrong with it, then or later, in words."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _checked_contents(archive, name)
            yield archive, contents
    except (IndicatorsError, MemoryError):
        raise
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.") from None
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, UnicodeError) as error:
        raise BackupRefused(f"{name} {_CUT_OFF.format(what=_zip_words(path, error))}.") from error
    except (PermissionError, IsADirectoryError) as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from error


def _zip_words(path: Path, error: Exception) -> str:
    with suppress(OSError):
        if path.stat().st_size == 0:
            return "it is empty"
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                return "it is no backup at all, but a file of another kind"
    return "its list of contents is missing" if "not a zip file" in str(error) else printable_text(str(error))


def _checked_contents(archive: zipfile.ZipFile, name: str) -> BackupContents:
    """The contents that a manifest lists, after everything that can be known without unpacking was checked."""
    members = {item.filename: item for item in archive.infolist() if not item.is_dir()}
    if len(archive.infolist()) > MOST_PARTS + 1:
        raise BackupRefused(f"{name} lists {len(archive.infolist()):,} files, far more than a board has. {UNCHANGED}")
    if _MANIFEST not in members:
        raise BackupRefused(f"{name} is no backup of this program: it has no {_MANIFEST}. {UNCHANGED}")
    if members[_MANIFEST].file_size > _MOST_MANIFEST_BYTES:
        raise BackupRefused(f"{name} has a {_MANIFEST} that is far too long. {UNCHANGED}")
    with archive.open(_MANIFEST) as packed:
        text = packed.read(_MOST_MANIFEST_BYTES + 1)
    contents = _contents_from_json(text, name)
    names = [part.name for part in contents.parts]
    for part in names:
        _refuse_bad_name(part, name)
    doubled = len({part.casefold() for part in names}) < len(names) or len(archive.infolist()) > len(
        {item.filename for item in archive.infolist()}
    )
    if doubled:
        raise BackupRefused(f"{name} has two parts of one name. {UNCHANGED}")
    surplus = sorted(set(members) - set(names) - {_MANIFEST})
    missing = sorted(set(names) - set(members))
    if missing or STORE_PART not in names:
        first = printable_text((missing or [STORE_PART])[0])
        raise BackupRefused(f"{name} {_CUT_OFF.format(what=f'{first} is missing')}.")
    if surplus:
        raise BackupRefused(
            f"{name} has a part that its manifest does not name ({printable_text(surplus[0])}), so somebody has "
            f"changed it. {UNCHANGED}"
        )
    for part in contents.parts:
        _refuse_bomb(part, members[part.name], name)
    return contents


UNCHANGED = "Nothing was changed"


def _contents_from_json(text: bytes, name: str) -> BackupContents:
    try:
        manifest = json.loads(text)
        if manifest["kind"] != _KIND:
            raise BackupRefused(f"{name} is no backup of this program. {UNCHANGED}")
        made_by = str(manifest["version"])
        if int(manifest["format"]) > FORMAT or _numbers(made_by) > _numbers(program_version()):
            raise BackupRefused(newer_program_text(name, f"version {printable_text(made_by)}"))
        parts = tuple(
            BackupPart(str(part["name"]), int(part["bytes"]), str(part["sha256"])) for part in manifest["parts"]
        )
        counts = {key: value for key, value in dict(manifest["store"]).items() if isinstance(value, int)}
        made_at = datetime.fromisoformat(manifest["made_at"]).isoformat(sep=" ", timespec="minutes")
        return BackupContents(made_at=made_at, version=printable_text(made_by), parts=parts, counts=counts)
    except BackupRefused:
        raise
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise BackupRefused(f"{name} {_CUT_OFF.format(what='its manifest cannot be read')}.") from error


def newer_program_text(name: str, what: str) -> str:
    """Why a backup of a later version is refused, and what to do."""
    return (
        f"{name} was made by a newer program ({what}); this is version {program_version()}. {UNCHANGED}. Install that "
        "version or a later one, and restore with it"
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def is_sound_name(part: str) -> bool:
    """Whether a part may be called so: it goes nowhere but below the folder that its name begins with, and any system
    can have a file of that name.
    """
    pieces = part.split("/")
    return (
        pieces[0] in (STORE, BESIDE, DATA)
        and 2 <= len(pieces) <= _MOST_DEPTH
        and all(_MEMBER.fullmatch(piece) and piece not in (".", "..") for piece in pieces)
        and all(len(piece.encode()) <= _LONGEST_NAME and piece == piece.strip() for piece in pieces)
        and (pieces[0] != STORE or part == STORE_PART)
        and (pieces[0] != BESIDE or not pieces[1].startswith(PASSING))
    )


def _refuse_bad_name(part: str, name: str) -> None:
    if not is_sound_name(part):
        raise BackupRefused(
            f"{name} has a part named '{printable_text(part)}', which is no name that this program gives: the file was "
            f"made to do harm, or is damaged. {UNCHANGED}"
        )


def _refuse_bomb(part: BackupPart, item: zipfile.ZipInfo, name: str) -> None:
    is_large = part.size > MOST_UNPACKED_BYTES and part.name != STORE_PART
    is_dense = part.size > _RATIO_FROM_BYTES and part.size > HIGHEST_RATIO * max(item.compress_size, 1)
    if is_large or is_dense or part.size < 0:
        raise BackupRefused(
            f"{printable_text(part.name)} in {name} would unpack to {part.size:,} bytes, far more than what it takes "
            f"packed: the file was made to do harm, or is damaged. {UNCHANGED}"
        )
    if item.file_size != part.size:
        raise BackupRefused(f"{name} {_CUT_OFF.format(what=f'{printable_text(part.name)} has another size')}.")
    if item.flag_bits & 0x1 or item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BackupRefused(f"{name} is packed or locked in a way that this program does not use. {UNCHANGED}")


def copy_checked(packed: IO[bytes], out: IO[bytes] | None, part: BackupPart, name: str) -> None:
    """Unpack a part; what the archive says of its size is not believed, and its digest must be that of the manifest."""
    digest, size = hashlib.sha256(), 0
    while piece := packed.read(_PIECE):
        size += len(piece)
        if size > part.size:
            break
        digest.update(piece)
        if out is not None:
            out.write(piece)
    if size != part.size or digest.hexdigest() != part.sha256:
        raise BackupRefused(f"{name} {_CUT_OFF.format(what=f'{printable_text(part.name)} is not what was put in')}.")


def megabytes_text(size: int) -> str:
    """A number of bytes in words."""
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1e3)) if size else 0} KB"
