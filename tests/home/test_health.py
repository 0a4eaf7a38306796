"""What the machine that watches is told."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from engage import clock as time
from engage.db import db
from engage.timetable.models import Beat
from tests.support import databases
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.installation import BASE_URL, installed


def beat(app: Flask) -> None:
    with app.app_context():
        db.session.add(Beat(name="tick", at=time.now()))
        db.session.commit()


def test_the_process_is_alive_whatever_the_database_does(tmp_path: Path) -> None:
    away = installed(database_url=f"sqlite:///{tmp_path}/gone/engage.db", smtp_url=databases.NOWHERE)
    response = away.test_client().get("/healthz", base_url=BASE_URL)
    assert (response.status_code, response.json) == (200, {"alive": True})


def test_it_is_not_ready_without_its_database(tmp_path: Path) -> None:
    away = installed(database_url=f"sqlite:///{tmp_path}/gone/engage.db", smtp_url=databases.NOWHERE)
    response = away.test_client().get("/readyz", base_url=BASE_URL)
    assert (response.status_code, response.json) == (503, {"ready": False, "database": "away"})


def test_it_is_not_ready_before_anything_was_done(browser: Browser) -> None:
    response = browser.client.get("/readyz", base_url=BASE_URL)
    assert (response.status_code, response.json) == (503, {"ready": False, "database": "here", "last_tick": None})


def test_it_is_ready_for_five_minutes_after_the_last_tick(app: Flask, browser: Browser, clock: Clock) -> None:
    beat(app)
    clock.forward(minutes=4, seconds=50)
    response = browser.client.get("/readyz", base_url=BASE_URL)
    assert response.status_code == 200
    assert response.json["ready"] is True  # type: ignore[index]
    clock.forward(seconds=20)
    assert browser.client.get("/readyz", base_url=BASE_URL).status_code == 503


def test_the_watching_machine_may_use_any_name_for_the_host(app: Flask, browser: Browser) -> None:
    assert browser.client.get("/healthz", base_url="http://10.0.0.1:8000").status_code == 200
