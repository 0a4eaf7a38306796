"""Pages of a list by keyset: the next page starts after the last row shown, at any depth for the same price."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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
    """A sort key as an opaque word for the address."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def unmark(word: str | None, parts: int) -> tuple[str, ...] | None:
    """The sort key behind a mark; None when there is none or somebody made one up."""
    if not word:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(key, list) or len(key) != parts or not all(isinstance(part, str) for part in key):
        return None
    return tuple(key)


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
