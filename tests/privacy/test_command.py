"""`engage person`: by pool number, into a file of one's own, and not without being asked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from flask import Flask

from engage.db import db
from engage.people.models import Person
from tests.cli.test_commands import Desk
from tests.factories.pool import a_member
from tests.privacy.test_leaving import a_hold
from tests.support.postbox import Postbox


@pytest.fixture
def desk(app: Flask, database_url: str, postbox: Postbox) -> Desk:
    return Desk(database_url, postbox.url)


def test_an_operator_takes_out_what_we_hold_and_erases_it(app: Flask, desk: Desk, tmp_path: Path) -> None:
    sam, to = a_member("Sam Okoro", email="sam.okoro@people.example"), tmp_path / "sam.zip"
    with app.app_context():
        number = db.session.get_one(Person, sam).number
    assert desk.type("person", "export", number, "--to", str(to)).exit_code == 0
    assert to.stat().st_mode & 0o777 == 0o600
    assert "Sam Okoro" in zipfile.ZipFile(to).read("what-we-hold.json").decode()
    assert "cannot be made" in desk.type("person", "export", number, "--to", str(to)).output
    assert "nobody has this pool number" in desk.type("person", "erase", "2222-2222", "--yes").output
    assert "Aborted" in desk.type("person", "erase", number).output
    placed = a_hold(sam)
    assert "a legal hold keeps this record" in desk.type("person", "erase", number, "--yes").output
    with app.app_context():
        db.session.delete(db.session.merge(placed))
        db.session.commit()
    assert f"{number} is erased" in desk.type("person", "erase", number.lower(), "--yes").output
    with app.app_context():
        assert db.session.get_one(Person, sam).full_name == "Erased"
