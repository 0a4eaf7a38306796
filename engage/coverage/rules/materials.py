"""Which files champions may share: kinds that are known by how they begin, and not too large."""

from __future__ import annotations

import re

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_TITLE, LONGEST_LINK, LONGEST_NAME = 120, 500, 100
WHICH = "PDF, Word, PowerPoint, Excel, OpenDocument, PNG or JPEG, at most 10 MB"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_ZIP = b"PK\x03\x04"
_KINDS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _ZIP),
    "pptx": (f"{_OFFICE}.presentationml.presentation", _ZIP),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    "odt": (f"{_OPEN}.text", _ZIP),
    "odp": (f"{_OPEN}.presentation", _ZIP),
    "ods": (f"{_OPEN}.spreadsheet", _ZIP),
}
_ODD = re.compile(r"[^\w .()-]+")


class NotThisFile(Exception):
    """A file that is not kept; its words say what to do."""


def kind_of(name: str, content: bytes) -> str:
    """What a file is, by its ending and by how it begins. Raises NotThisFile.

    >>> kind_of("Plan.PDF", b"%PDF-1.7 and so on")
    'application/pdf'
    """
    if not content:
        raise NotThisFile("This file is empty. Choose another one")
    if len(content) > LARGEST_FILE:
        raise NotThisFile("This file is larger than 10 MB. Choose a smaller one, or share a link to it")
    kind, beginning = _KINDS.get(name.rpartition(".")[2].lower(), ("", b"\0"))
    if not kind or not content.startswith(beginning):
        raise NotThisFile(f"We do not keep files of this kind. Choose one of these: {WHICH}")
    return kind


def safe_name(name: str) -> str:
    """A file’s name without folders and odd signs, and not too long; its ending stays.

    >>> safe_name("C:\\\\Users\\\\sam\\\\Leaflet; <new>.pdf"), safe_name("../../etc/x.pdf")
    ('Leaflet new.pdf', 'x.pdf')
    """
    plain = _ODD.sub("", re.split(r"[\\/]", name)[-1]).strip(" .")
    stem, _, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME].strip() or 'file'}.{ending.lower()}"
