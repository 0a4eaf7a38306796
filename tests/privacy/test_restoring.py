"""After a backup is restored nobody comes back who was erased: the journal outside the database knows them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import make_url

from engage import clock, journal
from engage.carers.models import Carer, CarerHold
from engage.carers.rules.keeping import WhyHeld
from engage.consent.rules import Route
from engage.db import db
from engage.jobs import carers, tick
from engage.people.models import Person
from engage.people.queries import erased_before
from engage.people.rules import ErasedBecause, Kind
from engage.privacy.actions import erasing
from tests.cli.test_commands import Desk
from tests.factories.carers import a_carer, a_team
from tests.factories.pool import a_member, the_account_of
from tests.privacy.everything import TRACES, fill
from tests.privacy.test_erasing import SAM, dump, in_the_file
from tests.privacy.test_leaving import a_hold
from tests.support.browser import Browser
from tests.support.installation import BASE_URL
from tests.support.postbox import Postbox


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    """Where this installation keeps its journal."""
    path = tmp_path / "erasures.txt"
    app.extensions["settings"] = replace(app.extensions["settings"], erasures=path)
    journal.open_at(path)
    return path


@pytest.fixture
def desk(file: Path, database_url: str, postbox: Postbox) -> Desk:
    made = Desk(database_url, postbox.url)
    made.environment["ENGAGE_ERASURES"] = str(file)
    return made


@contextmanager
def restored(app: Flask, url: str, tmp_path: Path) -> Iterator[None]:
    """What happens meanwhile is undone by a backup from before: of the file, or, on PostgreSQL, of the rows."""
    where, copy = make_url(url), tmp_path / "backup.db"
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(where.database))) as live, closing(sqlite3.connect(copy)) as kept:
            live.backup(kept)
        yield
        _close(app)
        for end in ("-wal", "-shm"):
            Path(f"{where.database}{end}").unlink(missing_ok=True)
        Path(str(where.database)).write_bytes(copy.read_bytes())
        return
    _close(app)
    with _outside(where, "postgres") as server:
        server.execute(sa.text(f'CREATE DATABASE backup_of TEMPLATE "{where.database}"'))
    yield
    _close(app)
    with _outside(where, "postgres") as server:
        server.execute(sa.text(f'DROP DATABASE "{where.database}" WITH (FORCE)'))
        server.execute(sa.text(f'ALTER DATABASE backup_of RENAME TO "{where.database}"'))


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _outside(where: sa.URL, name: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(where.set(drivername="postgresql+psycopg", database=name), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def erase(app: Flask, *people: UUID, because: ErasedBecause = ErasedBecause.ASKED) -> None:
    with app.app_context():
        for each in people:
            erasing.erase(each, because=because, by=None, route=Route.WEB, at=clock.now())
            db.session.commit()


def test_whoever_was_erased_after_the_backup_is_erased_again_before_anything_starts(
    app: Flask, browser: Browser, desk: Desk, file: Path, tmp_path: Path, database_url: str
) -> None:
    sam, gone, stays, never = (a_member(f"Samphire {name}", email=SAM if name == "A" else None) for name in "ABCD")
    with app.app_context():
        fill(sam)
        number_of_other = db.session.get_one(Person, stays).number
        db.session.execute(
            sa.update(Person).where(Person.id == stays).values(full_name="Pat Lee", search_name="pat lee", merged_into=gone)
        )
        db.session.commit()
    placed = a_hold(gone)
    with restored(app, database_url, tmp_path):
        with app.app_context():  # meanwhile the merge is taken back and the hold lifted; then two ask to be erased
            db.session.execute(sa.update(Person).where(Person.id == stays).values(merged_into=None))
            db.session.delete(db.session.merge(placed))
            db.session.commit()
        erase(app, sam, gone)
        erase(app, never, because=ErasedBecause.NOT_THEM)
        assert "Samphire" not in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600
        assert desk.type("tick").exit_code == 0
    said = browser.client.get("/readyz", base_url=BASE_URL)
    assert (said.status_code, said.json["erased_and_back"]) == (503, 3)  # type: ignore[index]
    for command in ("web", "worker", "tick"):
        told = desk.type(command)
        assert (told.exit_code, "holds 3 whom the journal knows" in told.output) == (1, True)
    assert "3 of them were back. Nobody is erased" in desk.type("person", "erase-again", "--dry-run").output
    told = desk.type("person", "erase-again")
    assert "The journal knows 3 erased; 3 of them were back. 3 are erased again." in told.output
    assert "A legal hold that had been lifted was back on 1 of them" in told.output
    assert told.output.strip().endswith(number_of_other)
    with app.app_context():
        after = "\n".join(dump())
        assert [(trace, line) for trace in TRACES for line in after.splitlines() if trace in line] == []
        assert db.session.get_one(Person, never).erased_reason is ErasedBecause.NOT_THEM
        assert erased_before([(Kind.EMAIL, SAM)]) != set()
        assert db.session.get_one(Person, stays).full_name == "Pat Lee"
        db.session.remove()
        db.engine.dispose()
    assert in_the_file(database_url) == []
    assert "0 of them were back. 0 are erased again." in desk.type("person", "erase-again").output
    assert desk.type("tick").exit_code == 0


def test_carers_who_were_forgotten_after_the_backup_are_forgotten_again(
    app: Flask, desk: Desk, file: Path, tmp_path: Path, database_url: str
) -> None:
    team = a_team()
    asked, time_over, stays = (a_carer(team, name=f"Samphire {name}", cared_for="R-20417").carer_id for name in "ABC")
    with app.app_context():
        db.session.add(
            CarerHold(carer_id=time_over, reason=WhyHeld.CLAIM, note="Quince", placed_at=clock.now(), placed_by=team.id)
        )
        db.session.commit()
    with restored(app, database_url, tmp_path):
        with app.app_context():  # meanwhile the hold is lifted; one asks to be erased, the time of another is over
            db.session.execute(sa.update(CarerHold).values(lifted_at=clock.now(), lifted_by=team.id))
            for each, by in ((asked, team.id), (time_over, None)):
                assert carers.forget(each, by, clock.now())
                db.session.commit()
        assert {line[11:] for line in file.read_text().splitlines()} == {f"{each.hex} carer" for each in (asked, time_over)}
    told = desk.type("tick")
    assert (told.exit_code, "holds 2 whom the journal knows" in told.output) == (1, True)
    for words, did in ((["--dry-run"], "Nobody is erased: this was a dry run."), ([], "2 are erased again.")):
        told = desk.type("person", "erase-again", *words)
        assert f"knows 2 carers erased or forgotten; 2 of them were back. {did}" in told.output
    assert "A legal hold that had been lifted was back on 1 of them" in told.output
    with app.app_context():
        left = [line for line in dump() if "amphire" in line or "Quince" in line]
        assert {line.split(":")[0] for line in left} == {"carer"}
        assert [row.id for row in db.session.scalars(sa.select(Carer).where(Carer.name != ""))] == [stays]
        assert len(left) == 1
    assert "2 carers erased or forgotten; 0 of them were back. 0 are erased again." in desk.type("person", "erase-again").output
    assert desk.type("tick").exit_code == 0


def test_an_erasure_that_cannot_be_written_down_does_not_happen(app: Flask, browser: Browser, file: Path) -> None:
    sam = a_member("Sam Okoro", email=SAM)
    file.mkdir()  # a folder stands where the file should be: nothing can be written there
    browser.sign_in_as(the_account_of(sam))
    browser.open("/me/leave/erase")
    assert browser.press("Erase my record for good").status == 503
    jo = a_carer(a_team()).carer_id
    with app.app_context():
        with pytest.raises(journal.CannotWrite):
            carers.forget(jo, None, clock.now())
        db.session.rollback()
        assert db.session.get_one(Carer, jo).forgotten_at is None
        assert db.session.get_one(Person, sam).full_name == "Sam Okoro"
    file.rmdir()
    browser.open("/me/leave/erase")
    assert browser.press("Erase my record for good").heading == "We have erased your record"
    assert journal.known().erased == {sam: "asked"}


def test_what_was_not_committed_is_not_known_as_erased(app: Flask, file: Path) -> None:
    sam = a_member("Sam Okoro")
    with app.app_context():
        erasing.erase(sam, because=ErasedBecause.ASKED, by=None, route=Route.WEB, at=clock.now())
        assert journal.known().erased == {sam: "asked"}
        db.session.rollback()
        assert journal.known().erased == {}
        erasing.erase(sam, because=ErasedBecause.ASKED, by=None, route=Route.WEB, at=clock.now())
        db.session.commit()
        db.session.rollback()
    assert journal.known().erased == {sam: "asked"}
    file.write_bytes(file.read_bytes() + b"2026-11-2")  # a crash tore off a line
    journal.add([(clock.today(), other := uuid4(), "asked")])
    assert journal.known() == journal.Known({sam: "asked", other: "asked"}, unreadable=1)


def test_at_night_whoever_was_erased_before_there_was_a_journal_is_written_into_it(app: Flask, file: Path) -> None:
    sam, jo = a_member("Sam Okoro"), a_carer(a_team()).carer_id
    journal.open_at(None)
    erase(app, sam, because=ErasedBecause.TIME_OVER)
    with app.app_context():
        carers.forget(jo, None, clock.now())
        db.session.commit()
    assert journal.known().erased == {}
    journal.open_at(file)
    with app.app_context():
        assert [tick(only="keep the journal") for _ in range(2)] == [{"keep the journal": done} for done in ({"written": 2}, {})]
    assert journal.known().erased == {sam: "time-over", jo: "carer"}
