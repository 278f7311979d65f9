"""Drafts: what was typed into a form and not yet sent, a small file each beside the store, so that it survives a
closed tab. A draft is offered to the browsers that wrote it, and opened by whoever has its address.
"""

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from indicators.access.permissions import check_writer
from indicators.atomic import write_file
from indicators.board.write import utc_now
from indicators.errors import StoreError
from indicators.store.database import plain_file_errors

#: What an id may look like; anything else could name another file.
_ID = re.compile(r"[A-Za-z0-9_-]{16,43}", re.ASCII)
_FORM = re.compile(r"[a-z_]{1,40}", re.ASCII)
MOST_FIELDS = 60
_MOST_OWNERS = 20
MOST_CHARACTERS = 400_000
#: Bytes that a file may have before it is taken for no draft: a character is at most 12 in JSON.
_MOST_BYTES = 15 * MOST_CHARACTERS
RETENTION_DAYS = 90
_DAY = 86_400
#: Days after which a draft is taken note of as old, and days that the note has to stand before the draft goes.
_OLD_DAYS, _NOTED_DAYS = 60, RETENTION_DAYS - 60
_NOTE = ".old"
_REMEDY = "What is typed stays in this window until it is sent or closed; ask for the right to write there."


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A form as it was left: which form, what it is about, its fields as texts, and when it was saved (UTC).

    `owners` are the digests of the tokens of the browsers that wrote it.
    """

    id: str
    form: str
    title: str
    fields: Mapping[str, str]
    saved_at: datetime
    owners: frozenset[str] = frozenset()


def new_draft_id() -> str:
    """An id that nobody can guess, for a form that is opened, or for a browser."""
    return secrets.token_urlsafe(16)


def token_digest(token: str) -> str:
    """What a draft's file says of the browser that wrote it: nobody who reads the file can pass for it."""
    return hashlib.sha256(token.encode()).hexdigest()


def save_draft(
    store_path: Path, draft_id: str, form: str, title: str, fields: Mapping[str, str], *, token: str = ""
) -> Draft:
    """Keep a form's fields under its id, in place of what was kept before; `token` is that of the browser.

    Raises StoreError, in plain words, for more than a form can hold and where the folder cannot be written.
    """
    check_writer()
    path = _path(store_path, draft_id)
    if path is None or not _FORM.fullmatch(form):
        raise StoreError("This draft has no name of ours and was not kept. Open the form anew.")
    _refuse_too_much(title, fields)
    before = _read(path)
    # Who was sent its address and writes on takes it from nobody.
    owners = (before.owners if before else frozenset()) | ({token_digest(token)} if token else frozenset())
    draft = Draft(id=draft_id, form=form, title=title, fields=dict(fields), saved_at=utc_now(), owners=owners)
    content = {"form": form, "title": title, "fields": draft.fields, "saved_at": draft.saved_at.isoformat()}
    content |= {"owners": sorted(owners)[:_MOST_OWNERS]}
    with plain_file_errors(path, "Drafts", _REMEDY):
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        write_file(path, json.dumps(content).encode())
    return draft


def load_draft(store_path: Path, draft_id: str) -> Draft | None:
    """The draft of an id; None where there is none, or none that can be read."""
    path = _path(store_path, draft_id)
    return None if path is None else _read(path)


def all_drafts(store_path: Path) -> list[Draft]:
    """Every draft that is there and can be read, the newest first."""
    drafts = [_read(path) for path in _folder(store_path).glob("*.json") if _ID.fullmatch(path.stem)]
    return sorted(filter(None, drafts), key=lambda draft: (draft.saved_at, draft.id), reverse=True)


def own_drafts(store_path: Path, tokens: Collection[str]) -> list[Draft]:
    """The drafts that browsers of some tokens wrote, the newest first; those of others, and of nobody, are left out."""
    owners = {token_digest(token) for token in tokens}
    return [draft for draft in all_drafts(store_path) if draft.owners & owners]


def discard_draft(store_path: Path, draft_id: str) -> None:
    """Forget a draft, once its form was sent or is not wanted; nothing where there is none."""
    check_writer()
    path = _path(store_path, draft_id)
    if path is not None:
        with plain_file_errors(path, "Drafts", _REMEDY):
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}{_NOTE}").unlink(missing_ok=True)


def _folder(store_path: Path) -> Path:
    return store_path.with_name(f"{store_path.name}.drafts")


def _path(store_path: Path, draft_id: str) -> Path | None:
    return _folder(store_path) / f"{draft_id}.json" if _ID.fullmatch(draft_id) else None


def _refuse_too_much(title: str, fields: Mapping[str, str]) -> None:
    characters = len(title) + sum(len(name) + len(text) for name, text in fields.items())
    if len(fields) > MOST_FIELDS or characters > MOST_CHARACTERS:
        raise StoreError(
            f"This form has {len(fields):,} fields with {characters:,} characters and was not kept as a draft; "
            f"at most {MOST_FIELDS} fields with {MOST_CHARACTERS:,} characters are. Shorten the text."
        )


def _read(path: Path) -> Draft | None:
    """A draft's file, or None for one that is damaged, gone, or not ours."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            return None
        return _draft_from_json(path.stem, json.loads(path.read_text("utf-8")))
    return None


def _draft_from_json(draft_id: str, content: Any) -> Draft | None:
    """What a file tells as a draft; raises for what is missing, gives None for what has another form."""
    title, form, fields = content["title"], content["form"], content["fields"]
    if not isinstance(fields, dict) or not all(isinstance(text, str) for text in (title, form, *fields.values())):
        return None
    saved_at = datetime.fromisoformat(content["saved_at"]).replace(tzinfo=None)
    owners = content.get("owners", [])
    if not isinstance(owners, list) or not all(isinstance(owner, str) for owner in owners):
        return None
    return Draft(id=draft_id, form=form, title=title, fields=fields, saved_at=saved_at, owners=frozenset(owners))


def _sweep(folder: Path) -> None:
    """Remove drafts that nobody has come back to, and what a killed process left of one.

    The clock alone decides nothing: after a jump of it everything would look old at once. What looks old is noted, in
    a file beside it, and goes only when the note has stood for a month; when the clock is back, the note goes.
    """
    moment = time.time()
    ages = {}
    for entry in os.scandir(folder):
        with suppress(OSError):
            ages[entry.name] = moment - entry.stat(follow_symlinks=False).st_mtime
    for name, age in ages.items():
        note = f"{name}{_NOTE}"
        with suppress(OSError):
            if name.endswith(_NOTE):
                # One of tomorrow was written while the clock was ahead.
                is_needed = age >= -_DAY and ages.get(name.removesuffix(_NOTE), 0) > _OLD_DAYS * _DAY
                if not is_needed:
                    os.unlink(folder / name)
            elif age > _OLD_DAYS * _DAY and note not in ages:
                (folder / note).touch()
            elif age > RETENTION_DAYS * _DAY and ages.get(note, 0) > _NOTED_DAYS * _DAY:
                os.unlink(folder / name)
