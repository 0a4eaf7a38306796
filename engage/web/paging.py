"""Pages of a list by keyset: the next page starts after the last row shown, at any depth for the same price."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from engage import vault

_PLACE = "a place in a list"
ROWS = 50
COUNT_UP_TO = 1000

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of one page and the marks of its neighbours; `total` is capped, `more_than` says so."""

    rows: Sequence[T]
    after: str | None
    before: str | None
    total: int = 0
    more_than: bool = False


def mark(*key: str) -> str:
    """A sort key, which may be a name, as a sealed word for the address."""
    return base64.urlsafe_b64encode(vault.seal(json.dumps(key), context=_PLACE)).decode().rstrip("=")


def unmark(word: str | None, parts: int) -> tuple[str, ...] | None:
    """The sort key behind a mark; None when there is none or somebody made one up."""
    if not word:
        return None
    try:
        sealed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        key = json.loads(vault.unseal(sealed, context=_PLACE))
    except (binascii.Error, ValueError):  # a wrong key is one of them
        return None
    if not isinstance(key, list) or len(key) != parts or not all(_is_plain(part) for part in key):
        return None
    return tuple(key)


def unmark_moment(word: str | None) -> tuple[datetime, UUID] | None:
    """The instant and id behind a mark of a list by time; None when there is none or somebody made one up."""
    key = unmark(word, 2)
    if key is None:
        return None
    try:
        at, row_id = datetime.fromisoformat(key[0]), UUID(key[1])
        return (at.astimezone(UTC), row_id) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def unmark_day(word: str | None) -> tuple[date, UUID] | None:
    """The day and id behind a mark of a list by day; None when there is none or somebody made one up."""
    key = unmark(word, 2)
    try:
        return None if key is None else (date.fromisoformat(key[0]), UUID(key[1]))
    except ValueError:
        return None


def _is_plain(part: object) -> bool:
    """Text that every database can compare with."""
    return isinstance(part, str) and "\0" not in part and part.encode("utf-8", "replace").decode() == part


def page_of(
    found: Sequence[T], *, key: Callable[[T], tuple[str, ...]], came_after: bool, going_back: bool, size: int = ROWS
) -> Page[T]:
    """A page out of `size + 1` rows found in the direction of travel.

    came_after: the search started somewhere, not at the beginning. going_back: rows were found backwards.
    """
    rows, has_more = list(found[:size]), len(found) > size
    if going_back:
        rows.reverse()
    forward = bool(rows) and (going_back or has_more)
    backward = bool(rows) and (has_more if going_back else came_after)
    return Page(rows, mark(*key(rows[-1])) if forward else None, mark(*key(rows[0])) if backward else None)
