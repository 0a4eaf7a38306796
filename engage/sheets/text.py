"""A CSV file as rows of text: in any of the ways in which spreadsheets write letters and part cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from engage.sheets.limits import Unreadable

_PARTED_BY = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AGAIN = "Open it in a spreadsheet program and save it as “CSV UTF-8” or .xlsx"


def rows(content: bytes) -> Iterator[list[str]]:
    """The cells of each row. Raises Unreadable, also while it is read."""
    words = decoded(content)
    hint, _, rest = words.partition("\n")
    if hint[:4].casefold() == "sep=" and len(hint.strip()) == 5:
        return _cells(rest, hint[4], began_at=2)
    return _cells(words, _parted_by(words), began_at=1)


def decoded(content: bytes) -> str:
    """The text of a file whose way of writing letters nobody says."""
    encodings = [name for mark, name in _MARKS if content.startswith(mark)][:1] or _guessed(content)
    for encoding in encodings:
        try:
            words = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if "\0" in words:
            line = words[: words.index("\0")].count("\n") + 1
            raise Unreadable(f"Row {line} of your file holds a character that is not text. {_SAVE_AGAIN}")
        return words
    raise Unreadable(f"We cannot tell how the letters of your file are written. {_SAVE_AGAIN}")


def _guessed(content: bytes) -> list[str]:
    """UTF-16 shows by an empty byte beside nearly every letter; cp1252 is what Excel writes where it is not UTF-8."""
    some = content[:4000]
    if len(some) >= 4 and some.count(0) > len(some) // 4:
        return ["utf-16-le"] if some[1::2].count(0) > some[::2].count(0) else ["utf-16-be"]
    return ["utf-8", "cp1252"]


def _parted_by(words: str) -> str:
    """What parts the cells: whatever there is most of in the first line, outside quotes."""
    first = next((line for line in io.StringIO(words[:20_000]) if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_PARTED_BY, key=outside.count)


def _cells(words: str, parted_by: str, *, began_at: int) -> Iterator[list[str]]:
    number = 0
    if began_at > 1:
        yield []
        number = 1
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=parted_by, strict=True)
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise Unreadable(_said(fault, number)) from fault


def _said(fault: csv.Error, number: int) -> str:
    words = str(fault)
    if "field larger" in words:
        return f"Row {number} of your file has a cell that is far too long. Look for a line that never ends"
    if "end of data" in words:
        return f"A quotation mark in or after row {number} of your file is opened and not closed. Mend it, or save it as .xlsx"
    return f"Row {number} of your file has a quotation mark in the middle of a cell. Mend it, or save it as .xlsx"
