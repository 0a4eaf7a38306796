"""Where a measurement finds its people: an invented trust on either database, made once and kept when a folder is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import flask_migrate
import sqlalchemy as sa
from flask import Flask, session

from engage.accounts import visitor
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.db import db
from engage.demo import staff, trust
from tests.benchmarks.servers import DurableCluster
from tests.support.installation import environment, installed

SEED = 20_261_121


@dataclass(frozen=True)
class Place:
    """A filled database: its name, its address, and the application on it."""

    name: str
    url: str
    app: Flask
    base_url: str
    smtp_url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a server process of the product is told."""
        return environment(database_url=self.url, smtp_url=self.smtp_url, base_url=self.base_url)

    def cookie(self, role: Role) -> str:
        """A cookie of somebody signed in: a member, or staff of a role."""
        with self.app.test_request_context("/", base_url=self.base_url):
            if role is Role.MEMBER:
                user = db.session.scalars(sa.select(User).where(User.role == role).order_by(User.id).limit(1)).one()
            else:
                user = db.session.get_one(User, staff.id_of(role))
            visitor.begin(user)
            db.session.commit()
            response = self.app.response_class()
            self.app.session_interface.save_session(self.app, session, response)
        return response.headers["Set-Cookie"].partition(";")[0]


@contextmanager
def place(
    name: str, folder: Path, people: int, *, server: DurableCluster | None, port: int, smtp_port: int = 9
) -> Iterator[Place]:
    """A trust of so many people on one database; filled now unless it is there from an earlier run."""
    url = f"sqlite:///{folder}/people-{people}.db" if server is None else server.url(_database(server, f"people_{people}"))
    base_url, smtp_url = f"http://127.0.0.1:{port}", f"smtp://127.0.0.1:{smtp_port}"
    app = installed(database_url=url, smtp_url=smtp_url, base_url=base_url)
    with app.app_context():
        flask_migrate.upgrade(directory=app.extensions["migrate"].directory)
        if trust.is_empty():
            click.echo(f"filling {name} with {people:,} people")
            click.echo(f"  {trust.fill(people=people, seed=SEED)}")
        db.session.remove()
    yield Place(name, url, app, base_url, smtp_url)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _database(server: DurableCluster, name: str) -> str:
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}) is None:
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return name
