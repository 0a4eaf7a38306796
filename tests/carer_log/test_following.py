"""What is promised to a carer is never lost: it is to do, or done by a contact that counts, or cancelled with a reason."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as some

from engage import clock
from engage.accounts.rules import Role
from engage.carer_log.actions import following
from engage.carer_log.models import CarerContact, FollowUp
from engage.carer_log.rules import How, WhyCancelled, WhyVoid
from engage.db import db
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_carer, a_team
from tests.factories.follow_ups import a_talk

STEPS = ("done", "tried", "move", "cancel", "void", "undo", "undo again", "later")


class Walk:
    """Somebody presses buttons in any order; what the list says is compared with what was pressed."""

    def __init__(self, by: UUID) -> None:
        team = a_team()
        self.link, self.by = a_carer(team), by
        first = a_talk(self.link, by)
        today = clock.today()
        self.kept = following.promise(first, today + timedelta(days=7), by, today=today)
        self.cleared_by: CarerContact | None = None
        self.word = ""

    def press(self, step: str) -> None:
        made: dict[str, Callable[[], None]] = {
            "done": self._done, "tried": self._tried, "move": self._move, "cancel": self._cancel, "void": self._void,
            "undo": self._undo, "undo again": self._undo, "later": self._later,
        }  # fmt: skip
        with contextlib.suppress(following.NotToDo, following.TooLate, following.DoesNotClear):
            made[step]()
        db.session.flush()

    def _done(self) -> None:
        talk = a_talk(self.link, self.by)
        if following.clear(self.kept, talk):
            self.cleared_by = talk

    def _tried(self) -> None:
        following.clear(self.kept, a_talk(self.link, self.by, how=How.TRIED))

    def _move(self) -> None:
        on = clock.today() + timedelta(days=1 + self.kept.times_moved)
        self.word = following.move(self.kept, on, by=self.by, today=clock.today()) or self.word

    def _cancel(self) -> None:
        self.word = following.cancel(self.kept, why=WhyCancelled.DONE_ELSEWHERE, by=self.by)

    def _void(self) -> None:
        if self.cleared_by is not None:
            talk, self.cleared_by = self.cleared_by, None
            talk.voided_at, talk.voided_by, talk.voided_why = clock.now(), self.by, WhyVoid.TWICE
            assert following.bring_back(talk, by=self.by) == 1

    def _undo(self) -> None:
        following.take_back(self.word, self.kept, by=self.by)

    def _later(self) -> None:
        self.kept.due_on -= timedelta(days=1)

    def is_one_of_three(self) -> bool:
        kept = db.session.get_one(FollowUp, self.kept.id)
        talk = None if kept.cleared_by_contact_id is None else db.session.get_one(CarerContact, kept.cleared_by_contact_id)
        done = talk is not None and talk.voided_at is None and talk.how is not How.TRIED and kept.done_at is not None
        cancelled = kept.cancelled_at is not None and kept.cancelled_why is not None
        to_do = kept.done_at is None and kept.cancelled_at is None
        return [done, cancelled, to_do].count(True) == 1 and (talk is None or done)


def test_it_is_never_lost_whatever_is_pressed_in_whatever_order(app: Flask) -> None:
    by = a_staff_user(Role.CHAMPION).id

    @settings(max_examples=20, deadline=None, database=None)
    @given(some.lists(some.sampled_from(STEPS), min_size=1, max_size=9))
    def walked(steps: list[str]) -> None:
        with app.app_context():
            walk = Walk(by)
            for step in steps:
                walk.press(step)
                assert walk.is_one_of_three(), steps
            db.session.rollback()

    walked()


def test_what_was_undone_at_once_was_never_promised_and_nobody_is_promised_without_a_name(app: Flask) -> None:
    by = a_staff_user(Role.CHAMPION).id
    with app.app_context():
        walk, today = Walk(by), clock.today()
        first = db.session.get_one(CarerContact, walk.kept.made_by_contact_id)
        assert following.withdraw(first, by=by) == 1
        assert walk.kept.cancelled_why is WhyCancelled.MISTAKE
        assert following.withdraw(first, by=by) == 0
        with pytest.raises(following.NotToDo):
            following.move(walk.kept, today, by=by, today=today)
        with pytest.raises(following.NotADayAhead):
            following.promise(first, today - timedelta(days=1), by, today=today)
        with pytest.raises(ValueError, match="without a name"):
            following.promise(CarerContact(id=uuid.uuid4(), team_id=walk.kept.team_id), today, by, today=today)
        with pytest.raises(following.DoesNotClear):
            following.clear(walk.kept, a_talk(a_carer(a_team()), by))
        db.session.rollback()


def test_ten_minutes_later_nothing_is_taken_back(app: Flask) -> None:
    by = a_staff_user(Role.CHAMPION).id
    with app.app_context():
        walk = Walk(by)
        word = following.cancel(walk.kept, why=WhyCancelled.NOT_WANTED, by=by)
        with clock.supposing(clock.now() + timedelta(minutes=11)), pytest.raises(following.TooLate):
            following.take_back(word, walk.kept, by=by)
        with pytest.raises(following.TooLate):
            following.take_back(word + "x", walk.kept, by=by)
        following.take_back(word, walk.kept, by=by)
        assert walk.kept.cancelled_at is None
        db.session.rollback()
