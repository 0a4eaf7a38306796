"""What commands share: the settings of this process, a context to ask and write in, and what must be right before any starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

import engage.keys.actions
import engage.keys.queries
from engage import journal
from engage.carers.queries import came_back as carers_came_back
from engage.db import db
from engage.jobs import at_work
from engage.privacy.queries import came_back
from engage.settings import Settings

BACK = "this database holds {} whom the journal knows as erased. After a restore, run: engage person erase-again"

as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")


def settings_of(context: click.Context) -> Settings:
    """The settings of this process."""
    load: Callable[[], Settings] = context.find_root().obj
    return load()


@contextmanager
def for_a_while(app: Flask) -> Iterator[None]:
    """A context in which one may ask and write; afterwards no connection to the database stays open."""
    with at_work(app):
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def refuse_wrong_keys() -> None:
    """End this process when ENGAGE_DATA_KEYS does not open what is in the database; keep a check for the newest key."""
    if engage.keys.queries.refuse_wrong_keys() and engage.keys.actions.note_newest_key():
        db.session.commit()
    db.session.rollback()


def checked(app: Flask) -> Flask:
    """An application, once its keys were found to be the right ones."""
    with for_a_while(app):
        refuse_wrong_keys()
        refuse_erased_people()
    return app


def refuse_erased_people() -> None:
    """End this process when people or carers are back whom the journal knows as erased, or when it cannot be written."""
    try:
        journal.check()
        back = _back(came_back.how_many) + _back(carers_came_back.how_many) if journal.is_kept() else 0
    except journal.CannotWrite as refusal:
        raise click.ClickException(f"engage cannot start: {refusal}") from refusal
    if back:
        raise click.ClickException(f"engage cannot start: {BACK.format(back)}")


def _back(how_many: Callable[[], int]) -> int:
    try:
        return how_many()
    except (OperationalError, ProgrammingError):  # no such table yet: whoever asks it next reports it
        return 0
    finally:
        db.session.rollback()


def say(answer: Any, *, as_json: bool, words: str) -> None:
    """Answer a person in words, or a program in JSON."""
    click.echo(json.dumps(answer, default=str) if as_json else words)
