"""The whole application for a command that ends, and its database brought up to date."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click
import flask_migrate
from flask import Flask
from sqlalchemy.engine import make_url

from engage.app import create_app
from engage.cli.within import for_a_while, refuse_wrong_keys, settings_of
from engage.footing import TOP

P = ParamSpec("P")
R = TypeVar("R")


def with_app(command: Callable[Concatenate[Flask, P], R]) -> Callable[Concatenate[click.Context, P], R]:
    """Give a command the application, and a context in which it may ask and write."""

    @functools.wraps(command)
    def called(context: click.Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        app = create_app(settings_of(context))
        with for_a_while(app):
            refuse_wrong_keys()
            return command(app, *args, **kwargs)

    return called


def bring_up_to_date(app: Flask) -> None:
    """Bring the database to the newest step; a SQLite file and its folder are made where there is none."""
    where = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    flask_migrate.upgrade(directory=str(TOP / "migrations"))
