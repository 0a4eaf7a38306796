"""Where the gate says no, or not now, no conversation with the mail server begins: every template, every reason it can have."""

from __future__ import annotations

import socket
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from engage import clock as the_clock
from engage import jobs
from engage.db import db
from engage.demo.newsletter import NEWSLETTER
from engage.jobs import sending
from engage.mail.line import SmtpLine
from engage.outbox.actions import put
from engage.outbox.rules import Answer, Bulk, Category, Due, Go, Hold, Kind, Letter, Reason, State, Stop
from tests.factories.outbox import KIND, a_kind, state_of

R = Reason
FROM_THE_LINE = frozenset({
    R.REFUSED_BY_SERVER, R.LINE_CUT, R.STOPPED_HALFWAY, R.PUT_OFF_BY_SERVER, R.LINE_DOWN, R.NOT_WRITTEN, R.SENT_AGAIN,
    R.LEFT_AS_IT_IS, R.NO_SUCH_ADDRESS, R.MAILBOX_FULL, R.TURNED_AWAY, R.NOT_IN_TIME, R.NUMBER_NOT_IN_USE,
    R.PHONE_NOT_REACHED, R.NOT_PASSED_ON, R.MARKED_BY_HAND, R.MARKED_BY_MISTAKE,
})  # fmt: skip
NO = [reason for reason in Reason if reason not in FROM_THE_LINE]
LATER = the_clock.at(date(2027, 3, 8), time())


class Door:
    """A mail server that counts who comes, and says nothing."""

    def __init__(self) -> None:
        self.heard = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                here, _ = self.socket.accept()
            except OSError:
                return
            self.heard += 1
            here.close()


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.socket.close()


def told_to_say(kind: Kind[Any], answers: Mapping[UUID, Answer]) -> Kind[Any]:
    """The same template, whose gate answers as it is told, alone and together."""

    def together(letters: Sequence[Letter], _now: datetime) -> Mapping[UUID, Answer]:
        return {letter.outgoing_id: answers[letter.outgoing_id] for letter in letters}

    bulk = None if kind.bulk is None else Bulk(together, kind.bulk.facts_all, kind.bulk.own)
    return replace(kind, may_go=lambda letter, _now: answers[letter.outgoing_id], bulk=bulk)


@pytest.mark.one_database("sqlite")
def test_no_template_is_offered_to_the_mail_server_when_the_gate_says_no_whatever_the_reason(
    app: Flask, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {**jobs.KINDS, NEWSLETTER.name: NEWSLETTER}
    answers: dict[UUID, Answer] = {}
    with jobs.at_work(app):
        post = sending.post_of(app)
        monkeypatch.setattr(post, "line", SmtpLine(f"smtp://127.0.0.1:{door.socket.getsockname()[1]}"))
        gates = {name: told_to_say(kind, answers) for name, kind in kinds.items()}
        monkeypatch.setattr(post, "kinds", {**gates, KIND: a_kind()})
        for name, kind in kinds.items():
            for place, reason in enumerate(NO):
                answer = Hold(LATER, reason) if place % 5 == 4 else Stop(reason)
                answers[_waits(name, Category.NEWS if kind.bulk else Category.REMINDER)] = answer
        db.session.commit()
        jobs.tick(only="send")
        assert door.heard == 0
        for which, answer in answers.items():
            state = State.QUEUED if isinstance(answer, Hold) else State.SUPPRESSED
            assert not isinstance(answer, Go)
            assert state_of(which) == (state, answer.reason)
        _waits(KIND, Category.REMINDER)
        db.session.commit()
        jobs.tick(only="send")
        assert door.heard, "whoever may be written to is"


def _waits(kind: str, category: Category) -> UUID:
    now = the_clock.now()
    which = put(Due(kind, uuid.uuid4(), uuid.uuid4(), now, now + timedelta(days=9), now.date(), category=category))
    assert which is not None
    return which
