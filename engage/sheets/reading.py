"""A file as rows of text, whatever it calls itself; or one sentence that says what to mend.

What a file is, its first bytes say. Nothing in it is run, followed or believed, and its size is known before it is opened.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from engage.sheets import text, workbook
from engage.sheets.limits import EMPTY, LARGEST_FILE, LONGEST_CELL, MOST_BLANK, MOST_COLUMNS, MOST_ROWS, Unreadable
from engage.sheets.sheet import Sheet

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_SPREADSHEETS = (
    (b"\xff\xd8\xff", "a picture"), (b"\x89PNG", "a picture"), (b"GIF8", "a picture"), (b"BM", "a picture"),
    (b"%PDF", "a PDF"), (b"{\\rtf", "a text document"), (b"\x1f\x8b", "a packed file"), (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"), (b"MZ", "a program"),
)  # fmt: skip
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<workbook")


def read(file: BinaryIO, *, one: str = "person") -> Sheet:
    """The rows of an uploaded file. `one`: what stands in a row. Raises Unreadable."""
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Unreadable("Your file is larger than 10 MB. Choose a smaller one, or take it in two parts")
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(EMPTY.format(one))
    if content.startswith(_ZIP):
        book = workbook.rows(io.BytesIO(content), one=one)
        return _sheet(book.rows, one, name=book.name, others=book.others)
    _refuse_others(content)
    return _sheet(text.rows(content), one)


def _refuse_others(content: bytes) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Unreadable("Your file is locked with a password. Take the password off and save it again")
        raise Unreadable("Your file is an Excel file of the old kind. Open it and save it as .xlsx or CSV")
    for beginning, what in _NO_SPREADSHEETS:
        if content.startswith(beginning):
            raise Unreadable(f"Your file is {what}, not a spreadsheet. Choose a CSV or .xlsx file")
    if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise Unreadable("Your file is a web page that looks like a spreadsheet. Open it and save it as .xlsx or CSV")


def _sheet(records: Iterable[list[str]], one: str, *, name: str = "", others: int = 0) -> Sheet:
    numbered = _filled(records)
    first = next(numbered, None)
    if first is None:
        raise Unreadable(EMPTY.format(one))
    headings = _headings(first[1], one)
    rows: list[tuple[int, list[str]]] = []
    for number, cells in numbered:
        if len(rows) == MOST_ROWS:
            raise Unreadable(f"Your file has more than {MOST_ROWS:,} rows. Take it in parts")
        rows.append((number, cells))
    if not rows:
        raise Unreadable(f"Your file has headings but nothing below them. Add at least one {one}")
    widest = max(len(cells) for _, cells in rows)
    return Sheet(_refuse_unnamed(headings, rows) if widest > len(headings) else headings, rows, name, others)


def _filled(records: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, trimmed, with their numbers."""
    blank = 0
    for number, cells in enumerate(records, start=1):
        trimmed = [" ".join(cell.split()) for cell in cells]
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        if not trimmed:
            blank += 1
            if blank > MOST_BLANK:
                raise Unreadable("Your file has very many empty rows. Take them out and save it again")
            continue
        if len(trimmed) > MOST_COLUMNS:
            raise Unreadable(f"Row {number} of your file has more than {MOST_COLUMNS} columns. Take out those we do not need")
        if max(map(len, trimmed)) > LONGEST_CELL:
            raise Unreadable(f"Row {number} of your file has a cell of more than {LONGEST_CELL:,} characters. Make it shorter")
        yield number, trimmed


def _headings(cells: list[str], one: str) -> list[str]:
    if any("@" in cell for cell in cells):
        raise Unreadable(f"The first row of your file seems to be a {one}. Put headings above it, such as Name and E-mail")
    for place, heading in enumerate(cells, start=1):
        if not heading:
            raise Unreadable(f"Column {place} of your file has no heading. Give it one, or take it out")
        if len(heading) > 100:
            raise Unreadable(f"The heading of column {place} is longer than 100 characters. Make it shorter")
    named = [heading.casefold() for heading in cells]
    double = next((heading for heading in cells if named.count(heading.casefold()) > 1), None)
    if double is not None:
        raise Unreadable(f"Your file has two columns called “{double}”. Give each a name of its own")
    return cells


def _refuse_unnamed(headings: list[str], rows: Sequence[tuple[int, list[str]]]) -> list[str]:
    """Rows that are longer than the headings are looked at one by one; where most are, a heading is missing."""
    longer = [number for number, cells in rows if len(cells) > len(headings)]
    if len(longer) > len(rows) // 2:
        raise Unreadable(f"Row {longer[0]} of your file has more cells than there are headings. Give every column a heading")
    return headings
