"""The console script `engage`."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask
from flask.cli import with_appcontext

from engage.app import create_app
from engage.settings import Settings


def run(load: Callable[[], Settings]) -> None:
    """Run the command on the command line with settings read when they are first needed."""
    click.echo(create_app(load()).name)


__all__ = ["Flask", "run", "with_appcontext"]
