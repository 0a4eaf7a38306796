"""Files of every kind: each is read, or its refusal says what to mend; none is an error of ours and none takes long."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.sheets.limits import Unreadable
from engage.sheets.reading import Sheet, read

PEOPLE = "Name,E-mail\nZoë Sample,zoe@example.org\n"
THE_SAME = ["Name", "E-mail"], [(2, ["Zoë Sample", "zoe@example.org"])]


def book(*rows: tuple[object, ...], change: Callable[[openpyxl.Workbook], object] = id) -> bytes:
    """An .xlsx file."""
    made, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    change(made)
    made.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same file with one more part inside."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return file.getvalue()


def opened(content: bytes) -> Sheet:
    return read(io.BytesIO(content))


SMALL = book(("Name", "E-mail"), ("Zoë Sample", "zoe@example.org"))
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
READ = {
    "utf-8": PEOPLE.encode(),
    "utf-8 with its mark": PEOPLE.encode("utf-8-sig"),
    "utf-16": PEOPLE.encode("utf-16"),
    "utf-16 big end first": b"\xfe\xff" + PEOPLE.encode("utf-16-be"),
    "utf-16 without a mark": PEOPLE.encode("utf-16-le"),
    "cp1252, as Excel writes": PEOPLE.encode("cp1252"),
    "semicolons": PEOPLE.replace(",", ";").encode(),
    "tabs": PEOPLE.replace(",", "\t").encode(),
    "old line ends": PEOPLE.replace("\n", "\r").encode(),
    "quoted cells": b'"Name","E-mail"\r\n"Zo\xc3\xab Sample","zoe@example.org"\r\n',
    "xlsx": SMALL,
    "xlsx with a second, empty sheet": book(
        ("Name", "E-mail"), ("Zoë Sample", "zoe@example.org"), change=lambda made: made.create_sheet("Notes")
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_the_same_list_is_read_however_it_was_saved(kind: str) -> None:
    sheet = opened(READ[kind])
    assert (list(sheet.headings), list(sheet.rows)) == THE_SAME


MENDED = {
    "empty": (b"", "Your file is empty"),
    "only a mark": (b"\xef\xbb\xbf", "Your file is empty"),
    "blank lines": (b"\n\n,,\n", "Your file is empty"),
    "header only": (b"Name,E-mail\n", "nothing below them"),
    "no header": (b"Sam,sam@example.org\nAda,ada@example.org\n", "The first row of your file seems to be a person"),
    "a heading missing": (b"Name,,E-mail\nSam,x,sam@example.org\n", "Column 2 of your file has no heading"),
    "two headings alike": (b"Name,name\nSam,Ada\n", "two columns called"),
    "longer rows than headings": (b"Name\nSam,sam@example.org\n", "more cells than there are headings"),
    "a nul byte": (b"Name,E-mail\nS\0am,sam@example.org\n", "Row 2 of your file holds a character that is not text"),
    "no known letters": (b"Name,E-mail\n\x81\x8d\x8f,\x90\n", "We cannot tell how the letters"),
    "a quote never closed": (b'Name,E-mail\n"Sam,sam@example.org\n', "opened and not closed"),
    "a quote in a cell": (b'Name,E-mail\n"Sam" Sample,sam@example.org\n', "quotation mark in the middle"),
    "200 columns": (b"," .join(b"c%d" % each for each in range(200)) + b"\n1\n", "more than 60 columns"),
    "a line that never ends": (b"Name\n" + b"x" * 300_000, "far too long"),
    "a long cell": (b"Name\n" + b"x" * 3_000, "more than 2,000 characters"),
    "30 MB": (b"x" * 30 * 1024 * 1024, "larger than 10 MB"),
    "20,001 rows": (b"Name\n" + b"Sam\n" * 20_001, "more than 20,000 rows"),
    "a photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture, not a spreadsheet"),
    "a PDF": (b"%PDF-1.7", "is a PDF, not a spreadsheet"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel file of the old kind"),
    "locked with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"
    ),
    "a web page": (b"<html><table><tr><td>Name", "web page that looks like a spreadsheet"),
    "half an archive": (SMALL[: len(SMALL) // 2], "damaged or not a spreadsheet"),
    "an archive of something else": (with_part(b"", "a.txt", b"x"), "not an .xlsx spreadsheet"),
    "macros": (with_part(SMALL, "xl/vbaProject.bin", b"x"), "has macros"),
    "values of other files": (with_part(SMALL, "xl/externalLinks/externalLink1.xml", b"<x/>"), "values from other files"),
    "a zip bomb": (with_part(SMALL, "xl/media/more.bin", b"\0" * 90 * 1024 * 1024), "far more than a list"),
    "XML that explodes": (with_part(with_part(b"", "[Content_Types].xml", BOMB), "xl/workbook.xml", BOMB), "damaged"),
    "merged cells": (
        book(("Name", "E-mail"), ("Sam", None), change=lambda made: made.active.merge_cells("A2:B2")), "merged into one"
    ),
    "an empty workbook": (book(), "Your file is empty"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MENDED)
def test_a_file_that_cannot_be_read_is_told_what_to_mend(kind: str) -> None:
    content, words = MENDED[kind]
    with pytest.raises(Unreadable, match=words):
        opened(content)


def test_cells_of_a_workbook_are_read_as_somebody_sees_them() -> None:
    sheet = opened(book(("Name", "When", "Phone", "News"), ("Sam", datetime(2026, 12, 3), 1632960001, True)))  # noqa: DTZ001
    assert list(sheet.rows) == [(2, ["Sam", "2026-12-03", "1632960001", "Yes"])]


def test_numbers_of_rows_are_those_of_the_file() -> None:
    assert [number for number, _ in opened(b"\nName\n\nSam\n\n\nAda\n").rows] == [4, 7]


@given(content=st.binary(max_size=400) | st.text(alphabet='ab@,;\t"\n\r=', max_size=200).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_no_bytes_at_all_are_an_error_of_ours(content: bytes) -> None:
    reads_or_refuses(content)


@given(at=st.integers(min_value=0, max_value=len(SMALL) - 1), byte=st.integers(min_value=0, max_value=255))
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_workbook_is_an_error_of_ours(at: int, byte: int) -> None:
    reads_or_refuses(SMALL[:at] + bytes([byte]) + SMALL[at + 1 :])


def reads_or_refuses(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert opened(content).rows
