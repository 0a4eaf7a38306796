"""An .xlsx file as rows of text. Its parts are counted and looked at before a spreadsheet library sees it."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from engage.sheets.limits import (
    EMPTY,
    LARGEST_INSIDE,
    LONGEST_CELL,
    MOST_BLANK,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_ROWS,
    Unreadable,
)


def refuse_unguarded(is_guarded: bool) -> None:
    """Read no spreadsheet where defusedxml does not guard against XML that explodes."""
    if not is_guarded:
        raise ImportError("spreadsheets are read only where defusedxml guards against XML that explodes")


refuse_unguarded(openpyxl.DEFUSEDXML)

# what a broken archive or broken XML may raise anywhere in the libraries that read it
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ParseError, InvalidFileException, OSError, EOFError, RuntimeError,
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
)  # fmt: skip
_LOOK_THIS_WIDE = 256
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Book:
    """The rows of the first sheet that has any, its name, and how many other sheets have some."""

    rows: Sequence[list[str]]
    name: str
    others: int


def rows(file: BytesIO, *, one: str) -> Book:
    """The first sheet with rows. `one`: what stands in a row. Raises Unreadable."""
    try:
        with zipfile.ZipFile(file) as archive:
            _look_inside(archive)
        file.seek(0)
        with _quietly():
            return _read(file, one)
    except Unreadable:
        raise
    except _BROKEN as fault:
        raise Unreadable("Your file is damaged or not a spreadsheet. Open it and save it again as .xlsx or CSV") from fault


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _look_inside(archive: zipfile.ZipFile) -> None:
    """Refuse what is too much or does more than hold values, before anything is unpacked."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INSIDE:
        raise Unreadable("Your file holds far more than a list. Copy the list into a new file and save that")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("Your file is locked with a password. Take the password off and save it again")
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Unreadable("Your file has macros, which are small programs. Save it as .xlsx without them")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise Unreadable("Your file takes values from other files. Copy it, paste only the values, and save that")
    if "xl/workbook.xml" not in names:
        raise Unreadable("Your file is not an .xlsx spreadsheet. Open it and save it as .xlsx or CSV")


def _read(file: BytesIO, one: str) -> Book:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        found, name, others = None, "", 0
        for sheet in book.worksheets:
            if found is not None:
                others += _has_rows(sheet)
            elif _has_rows(sheet):
                _refuse_merged(file, sheet)
                found, name = _rows_of(sheet), sheet.title
        if found is None:
            raise Unreadable(EMPTY.format(one))
        return Book(found, name, others)
    finally:
        book.close()


def _has_rows(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(cell is not None for row in sheet.iter_rows(max_row=50, max_col=_LOOK_THIS_WIDE, values_only=True) for cell in row)


def _rows_of(sheet: Any) -> list[list[str]]:
    found: list[list[str]] = []
    filled = 0
    for number, row in enumerate(sheet.iter_rows(max_col=_LOOK_THIS_WIDE, values_only=True), start=1):
        cells = [as_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(f"Row {number} of your file has more than {MOST_COLUMNS} columns. Take out those we do not need")
        filled += bool(cells)
        found.append(cells)
        if filled > MOST_ROWS + 1 or len(found) - filled > MOST_BLANK:
            break
    return found


def _refuse_merged(file: BytesIO, sheet: Any) -> None:
    """Cells that were joined read as one value and many empty ones: nobody could tell whose they are."""
    with zipfile.ZipFile(file) as archive, archive.open(sheet._worksheet_path) as part:
        before = b""
        while piece := part.read(_PIECE):
            if b"<mergeCell " in before + piece:
                raise Unreadable("Your file has cells that are merged into one. Take the merging off and save it again")
            before = piece[-16:]


def as_text(cell: object) -> str:
    """A cell as somebody sees it.

    >>> as_text(7.0), as_text(datetime(2026, 12, 3)), as_text(True), as_text(None), as_text(1632960001)
    ('7', '2026-12-03', 'Yes', '', '1632960001')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)[: LONGEST_CELL + 1].replace("\0", "")
