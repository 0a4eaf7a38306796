"""Erasing at any point of any order of actions leaves no trace, and nothing may be sent afterwards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage import clock
from engage.consent import actions as consent
from engage.consent import queries as offers
from engage.consent.queries import given as given_now
from engage.consent.rules import Route
from engage.db import db
from engage.outbox.queries import messages_to
from engage.outbox.rules import WAITING, Channel
from engage.people.rules import ErasedBecause
from engage.pool import actions as pool
from engage.privacy.actions import erasing, keeping, requests
from engage.privacy.queries import keeping as kept
from engage.privacy.rules.requests import RequestKind
from engage.privacy.rules.retention import What
from tests.factories.pool import a_member
from tests.privacy.everything import TRACES, fill
from tests.privacy.test_erasing import dump

SAM = "sam.okoro@people.example"


def start(sam: UUID) -> None:
    consent.start(consent.Told(sam, Route.WEB, clock.now()), offers.offers(now=clock.now())[0], [Channel.EMAIL])


def stop(sam: UUID) -> None:
    consent.stop_everything(consent.Told(sam, Route.WEB, clock.now()))


def pause(sam: UUID) -> None:
    consent.take_break(sam, months=3, at=clock.now())


def leave(sam: UUID) -> None:
    pool.leave(sam, route=Route.WEB, at=clock.now())


def come_back(sam: UUID) -> None:
    pool.come_back(sam, at=clock.now())


def ask(sam: UUID) -> None:
    requests.ask_by_web(sam, kind=RequestKind.RECTIFY, words="Quince", by=sam, at=clock.now())


def dispose(sam: UUID) -> None:
    keeping.dispose_of(What.CONTACTS, kept.rules(clock.now())[What.CONTACTS], sam, now=clock.now())


ACTIONS: list[Callable[[UUID], None]] = [start, stop, pause, leave, come_back, ask, dispose, fill]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.lists(st.sampled_from(ACTIONS), max_size=6))
def test_erasing_after_any_order_of_actions_leaves_nothing_and_sends_nothing(
    app: Flask, order: list[Callable[[UUID], None]]
) -> None:
    sam = a_member("Samphire Okoro", email=SAM, phone="01632 960 001", post="7 Erase Lane\nZZ1 1ZZ", gives=("newsletter",))
    with app.app_context():
        for act in order:
            act(sam)
            db.session.flush()
        erasing.erase(sam, because=ErasedBecause.ASKED, by=None, route=Route.WEB, at=clock.now())
        db.session.commit()
        everything = "\n".join(dump())
        assert [trace for trace in TRACES if trace in everything] == []
        assert given_now(sam) == []
        assert [line.state for line in messages_to(sam) if line.state in WAITING] == []
