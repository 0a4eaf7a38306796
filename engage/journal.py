"""The journal of erasures: a file outside the database, so that a restored backup brings nobody back for good.

Rule: knows nothing of the subject; a line is a day, an id and a word of why, or that it was not done after all.
A line is on the disk before the database commits: an erasure that cannot be written down does not happen.
See docs/decisions/0022-a-journal-of-erasures.md.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from engage.db import db

NOT_DONE = "not-done"
_LINE = re.compile(r"(\d{4}-\d\d-\d\d) ([0-9a-f]{32}) ([a-z-]+)")
_WAITING, _COMMITTED = "journal lines", "journal committed"


class CannotWrite(Exception):
    """The disk refuses the journal: nobody is erased until it can be written."""


@dataclass(frozen=True)
class Known:
    """What the journal says: the word of why by id, and how many lines nobody can read."""

    erased: dict[UUID, str]
    unreadable: int


class _Place:
    """Where the journal of this process is; nowhere on a desk."""

    path: Path | None = None


def open_at(path: Path | None) -> None:
    """Take the place of the journal; None: none is kept."""
    _Place.path = path


def is_kept() -> bool:
    """Whether this installation keeps a journal."""
    return _Place.path is not None


def check() -> None:
    """Make sure that the journal can be written. Raises CannotWrite."""
    if _Place.path is not None:
        with _refusing(), _opened(_Place.path):
            pass


def note(ids: Iterable[UUID], *, day: date, why: str) -> None:
    """Write down, before it is committed, that these are erased. Raises CannotWrite, and then nothing was written.

    What stands there already stands: when it is erased again and that fails, it is still to be erased.
    """
    if _Place.path is None:
        return
    before = known().erased
    lines = [(day, each) for each in ids if each not in before]
    add((day, each, why) for day, each in lines)
    session = db.session()
    session.info.setdefault(_WAITING, []).extend(lines)
    session.info[_COMMITTED] = False


def add(lines: Iterable[tuple[date, UUID, str]]) -> None:
    """Append lines and see them on the disk. Raises CannotWrite, and then nothing was written."""
    text = "".join(f"{day.isoformat()} {each.hex} {why}\n" for day, each, why in lines).encode()
    if text and _Place.path is not None:
        with _refusing(), _opened(_Place.path) as file:
            _append(file, text)


def known() -> Known:
    """What the journal says now. Raises CannotWrite when it is there and cannot be read."""
    if _Place.path is None or not _Place.path.exists():
        return Known({}, 0)
    return read(_Place.path)


def read(path: Path) -> Known:
    """What a journal says. Raises CannotWrite when it cannot be read."""
    with _refusing():
        seen = path.stat()
        return _read(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Known:
    erased: dict[UUID, str] = {}
    unreadable = 0
    for line in filter(None, path.read_text(encoding="ascii", errors="replace").splitlines()):
        found = _LINE.fullmatch(line)
        if found is None:
            unreadable += 1
        elif found[3] == NOT_DONE:
            erased.pop(UUID(found[2]), None)
        else:
            erased[UUID(found[2])] = found[3]
    return Known(erased, unreadable)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"the journal of erasures cannot be used: {error.strerror or error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """The file, for nobody else meanwhile; whoever makes it sees its name on the disk too."""
    is_new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)
    if is_new:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _append(file: int, text: bytes) -> None:
    """All of it or nothing; what a crash tore off before stays a line of its own, which nobody can read."""
    size = os.fstat(file).st_size
    torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
    whole = b"\n" + text if torn else text
    try:
        if os.write(file, whole) != len(whole):
            raise OSError(None, "it is full")
        os.fsync(file)
    except OSError:
        with suppress(OSError):
            os.ftruncate(file, size)
        raise


@sa.event.listens_for(db.session, "after_commit")
def _committed(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTED] = True


@sa.event.listens_for(db.session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    """What was written down and then not committed was not done. A disk that refuses this too leaves somebody to look at."""
    if transaction.parent is not None or _WAITING not in session.info:
        return
    lines, is_done = session.info.pop(_WAITING), session.info.pop(_COMMITTED, False)
    if not is_done:
        with suppress(CannotWrite):
            add((day, each, NOT_DONE) for day, each in lines)
