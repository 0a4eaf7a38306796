"""Rows to CSV, streamed, with cells that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width forms run too


def harmless(cell: object) -> str:
    """The cell as text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless(' "=1+1"'), harmless("Ann-Marie"), harmless(None)
    ("'=1+1", '\\' "=1+1"', 'Ann-Marie', '')
    """
    text = "" if cell is None else str(cell).replace("\0", "")
    return "'" + text if text.lstrip(" '\"").startswith(_RUNS) or text.startswith(_RUNS) else text


def lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file a line at a time, beginning with the mark that makes spreadsheets read UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    writer.writerow(headings)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        if buffer.tell() > 16_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def hashed(pieces: Iterable[str], *, done: Callable[[str], None]) -> Iterator[bytes]:
    """The pieces as bytes; when the last has left, `done` is told the SHA-256 of them all."""
    digest = hashlib.sha256()
    for piece in pieces:
        sent = piece.encode()
        digest.update(sent)
        yield sent
    done(digest.hexdigest())
