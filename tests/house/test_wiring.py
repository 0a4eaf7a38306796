"""The test house itself stands: an installation on a fresh database, a browser that looks, a post box that keeps."""

from __future__ import annotations

import smtplib

import sqlalchemy as sa
from flask import Flask

from engage.db import db
from tests.support.postbox import Postbox


def test_every_test_has_a_migrated_database_of_its_own(app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))


def test_what_is_sent_arrives(postbox: Postbox) -> None:
    with smtplib.SMTP(postbox.url.removeprefix("smtp://")) as line:
        line.sendmail("a@example.org", ["b@example.org"], "Subject: Hello\r\n\r\nYour code is 123 456\r\n..\r\n")
    letter = postbox.latest_to("b@example.org")
    assert (letter.subject, letter.code) == ("Hello", "123456")
