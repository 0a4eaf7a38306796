"""Rows that tests begin with: obviously made up, complete, and saved before they are handed over.

A factory is a plain function marked `@saves`. A test calls it without a thought for the database: it runs in a
context of its own, is committed, and what it returns is loaded and detached. A factory that calls another is
still one transaction.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, has_app_context

from engage.db import Row, db

P = ParamSpec("P")
T = TypeVar("T")


class _Here:
    """The installation of the test that is running."""

    app: Flask | None = None


here = _Here()


def saves(make: Callable[P, T]) -> Callable[P, T]:
    """Mark a factory: whatever it adds is committed, and the row it returns can be read anywhere."""

    @functools.wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        if has_app_context():
            row = make(*args, **kwargs)
            db.session.flush()
            return row
        if here.app is None:
            raise RuntimeError("a factory needs the `app` fixture")
        with here.app.app_context():
            row = make(*args, **kwargs)
            db.session.commit()
            _load(row)
            db.session.expunge_all()
            return row

    return made


def _load(made: object) -> None:
    for row in made if isinstance(made, (list, tuple)) else (made,):
        if isinstance(row, Row):
            db.session.refresh(row)
