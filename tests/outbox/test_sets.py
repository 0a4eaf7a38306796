"""News goes out a set at a time, after everything else, and each message of it is answered for by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time
from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.mail import Email, Fate, SmtpLine
from engage.outbox import actions, queries
from engage.outbox.models import Outgoing
from engage.outbox.rules import LEASE, NOT_BEGUN, Answer, Bulk, Category, Go, Hold, Kind, Letter, Reason, State, Stop
from tests.factories.outbox import KIND, a_due, a_kind, a_message, address_of, state_of, wired
from tests.support.clock import Clock
from tests.support.postbox import Postbox

NEWS = "test.news"
FEW = 20  # not so many that a slow machine does not send them within a second
ABOUT = uuid.UUID("22222222-2222-4333-8444-555555555555")


@dataclass(frozen=True)
class Facts:
    """Whom a letter goes to."""

    to: str
    mark: str


class News:
    """A kind of news that answers as it is told, and does something when a set has been asked about."""

    def __init__(self) -> None:
        self.answers: dict[UUID, Answer] = {}
        self.sizes: list[int] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.fault: Exception | None = None

    def may_go(self, letter: Letter, _now: datetime) -> Answer:
        return self.answers.get(letter.recipient_id, Go())

    def may_go_all(self, letters: Sequence[Letter], now: datetime) -> Mapping[UUID, Answer]:
        self.sizes.append(len(letters))
        if self.fault is not None:
            raise self.fault
        return {letter.outgoing_id: self.may_go(letter, now) for letter in letters}

    def facts_all(self, letters: Sequence[Letter]) -> Mapping[UUID, Any]:
        self.meanwhile()
        return {letter.outgoing_id: self.facts(letter) for letter in letters}

    def facts(self, letter: Letter) -> Any:
        return Facts(address_of(letter), letter.recipient_id.hex)

    def kind(self) -> Kind[Any]:
        bulk = Bulk(self.may_go_all, self.facts_all, ("to", "mark"))
        return Kind(NEWS, self.may_go, self.facts, lambda facts: Email(facts.to, "News", f"For {facts.mark}.\n"), "News", bulk)


@pytest.fixture
def news() -> Iterator[News]:
    """The kind, wired."""
    made = News()
    with wired(made.kind(), a_kind()):
        yield made


def some_news(many: int, **due: Any) -> list[UUID]:
    """So many people with one letter each about one thing; the ids of the letters."""
    return [a_message(kind=NEWS, about=ABOUT, category=Category.NEWS, **due) for _ in range(many)]


def recipient_of(outgoing_id: UUID) -> UUID:
    return db.session.get_one(Outgoing, outgoing_id).recipient_id


def passed(app: Flask) -> None:
    with at_work(app):
        tick(only="send")


def test_everybody_gets_their_own_and_each_row_says_what_it_rested_on(app: Flask, postbox: Postbox, news: News) -> None:
    ids = some_news(FEW + 7)
    post_of(app).set_size = FEW
    permission = uuid.uuid4()
    with app.app_context():
        news.answers = {recipient_of(ids[0]): Go(permission)}
    passed(app)
    passed(app)
    with app.app_context():
        rows = [db.session.get_one(Outgoing, each) for each in ids]
        assert {row.state for row in rows} == {State.ACCEPTED}
        assert rows[0].consent_event_id == permission
        assert all(row.body_sha256 and row.authorised_at for row in rows)
        for row in rows:
            [letter] = postbox.to(f"p-{row.recipient_id.hex[:12]}@example.org")
            assert row.recipient_id.hex in letter.text
            assert str(letter.message["Message-ID"]).startswith(f"<{row.message_id}@")
        assert (found := queries.detail(ids[0])) is not None
        assert [step.state.value for step in found.steps] == ["sending", "accepted"]
    assert (news.sizes[0], max(news.sizes)) == (FEW, FEW)


def test_each_answer_leads_where_it_leads_one_message(app: Flask, postbox: Postbox, news: News) -> None:
    until = time.now() + timedelta(hours=2)
    gone, held, late, fine = some_news(4)
    with app.app_context():
        news.answers = {recipient_of(gone): Stop(Reason.WITHDRAWN), recipient_of(held): Hold(until, Reason.TOO_MANY)}
        postbox.answers = {f"p-{recipient_of(late).hex[:12]}@example.org": "451 later"}
    passed(app)
    with app.app_context():
        assert state_of(gone) == (State.SUPPRESSED, Reason.WITHDRAWN)
        assert state_of(held) == (State.QUEUED, Reason.TOO_MANY)
        assert state_of(late) == (State.QUEUED, Reason.PUT_OFF_BY_SERVER)
        assert state_of(fine) == (State.ACCEPTED, None)
        assert db.session.get_one(Outgoing, held).next_at == until
    assert len(postbox.all()) == 1


@pytest.mark.one_database("sqlite")
def test_nothing_that_is_asked_for_a_set_or_with_nothing_due_looks_at_every_row(app: Flask, postbox: Postbox, news: News) -> None:
    some_news(3)
    said: list[tuple[str, Any]] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, words, told, *_: said.append((words, told)))
    passed(app)
    passed(app)
    asked = [each for each in said if each[0].startswith(("SELECT", "UPDATE", "INSERT INTO outgoing_step"))]
    with app.app_context():
        plans = [
            (row[3], words)
            for words, told in asked
            for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", told)
        ]
    tables = ("outgoing", "occasion", "outgoing_step")
    assert [each for each in plans if each[0].startswith("SCAN") and each[0].split()[1] in tables] == []
    assert any("USING INDEX sqlite_autoindex_outgoing_1 (id=?)" in step for step, _ in plans)
    assert len(postbox.all()) == 3


def test_who_stops_it_between_two_sets_does_not_get_it(app: Flask, postbox: Postbox, news: News) -> None:
    ids, post_of(app).set_size = some_news(FEW * 2), FEW
    line = post_of(app).line

    class Listening(SmtpLine):
        """A real line, and something that happens in another place after the first set has gone."""

        def hand_over_all(self, parcels: Any, **more: Any) -> Any:
            handed = super().hand_over_all(parcels, **more)
            if len(postbox.all()) == FEW:
                not_begun = db.session.scalars(sa.select(Outgoing).where(Outgoing.state.in_(NOT_BEGUN))).all()
                assert len(not_begun) == FEW
                actions.suppress_waiting(not_begun[0].recipient_id, reason=Reason.WITHDRAWN)
                db.session.commit()
            return handed

    post_of(app).line = Listening(postbox.url)
    passed(app)
    post_of(app).line = line
    with app.app_context():
        assert [state_of(each)[0] for each in ids].count(State.ACCEPTED) == FEW * 2 - 1
        assert [state_of(each) for each in ids].count((State.SUPPRESSED, Reason.WITHDRAWN)) == 1
    assert len(postbox.all()) == FEW * 2 - 1


def test_what_is_called_off_while_a_set_is_asked_about_does_not_go(app: Flask, postbox: Postbox, news: News) -> None:
    stopped, gone, fine = some_news(3)
    called_off = a_message(kind=NEWS, about=(about := uuid.uuid4()), category=Category.NEWS)

    def meanwhile() -> None:
        actions.suppress_waiting(recipient_of(stopped), reason=Reason.WITHDRAWN)
        actions.cancel(NEWS, about)
        news.meanwhile = lambda: None

    news.meanwhile = meanwhile
    with app.app_context():
        news.answers = {recipient_of(gone): Stop(Reason.LEFT)}
    passed(app)
    with app.app_context():
        assert state_of(stopped) == (State.SUPPRESSED, Reason.WITHDRAWN)
        assert state_of(called_off) == (State.CANCELLED, Reason.CALLED_OFF)
        assert state_of(gone) == (State.SUPPRESSED, Reason.LEFT)
        assert state_of(fine) == (State.ACCEPTED, None)
        assert (found := queries.detail(gone)) is not None
        assert [step.state.value for step in found.steps] == ["claimed", "suppressed"]
    assert len(postbox.all()) == 1


def test_a_worker_that_slept_past_its_lease_left_a_set_in_doubt_and_what_it_heard_still_counts(
    app: Flask, postbox: Postbox, news: News, clock: Clock
) -> None:
    ids = some_news(3)
    with at_work(app):
        claims, kind = actions.choose_set(NEWS, time.now(), most=9), news.kind()
        begun, _ = actions.authorise_set(claims, kind, time.now(), writer=post_of(app).writer_of(kind, time.now()))
        db.session.commit()
        assert {each.id for each in begun} == set(ids)
        assert actions.choose_set(NEWS, time.now(), most=9) == []
        clock.forward(seconds=LEASE.total_seconds() + 1)
        assert actions.reap(time.now()) == 3
        db.session.commit()
        assert {state_of(each) for each in ids} == {(State.UNCERTAIN, Reason.STOPPED_HALFWAY)}
        actions.settle(begun, [Fate.TAKEN, Fate.WAITS, Fate.UNKNOWN], time.now(), line_rests_until=None)
        db.session.commit()
        assert [state_of(each.id)[0] for each in begun] == [State.ACCEPTED, State.UNCERTAIN, State.UNCERTAIN]
    passed(app)
    assert postbox.all() == []


@pytest.mark.one_database("postgresql")
def test_what_one_worker_has_chosen_another_one_passes_over_without_waiting(app: Flask, database_url: str, news: News) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one writer at a time")
    some_news(5)
    with at_work(app):
        mine = actions.choose_set(NEWS, time.now(), most=3)
        with app.app_context():
            theirs = actions.choose_set(NEWS, time.now(), most=3)
        assert (len(mine), len(theirs), len({each.letter.outgoing_id for each in (*mine, *theirs)})) == (3, 2, 5)
        db.session.rollback()


def test_nobody_is_twice_in_a_set_and_whoever_waits_for_one_message_goes_first(app: Flask, postbox: Postbox, news: News) -> None:
    somebody = uuid.uuid4()
    for number in range(3):
        a_message(somebody, kind=NEWS, category=Category.NEWS, ordinal=number)
    post_of(app).set_size = 2
    some_news(2)

    def meanwhile() -> None:
        if len(news.sizes) == 1:
            actions.put(a_due(somebody, kind=KIND, category=Category.SECURITY))

    news.meanwhile = meanwhile
    passed(app)
    assert max(news.sizes) == 2
    subjects = [letter.subject for letter in postbox.all()]
    assert len(subjects) == 6
    assert next(place for place, subject in enumerate(subjects) if subject != "News") <= 2


def test_a_fault_in_a_room_makes_a_set_go_one_by_one(app: Flask, postbox: Postbox, news: News) -> None:
    ids, post_of(app).set_size = some_news(5), 2
    news.meanwhile = lambda: setattr(news, "fault", LookupError("a fault in a room"))
    passed(app)
    assert news.sizes == [2, 3, 3]
    with app.app_context():
        assert {state_of(each)[0] for each in ids} == {State.ACCEPTED}
    assert len(postbox.all()) == 5


def test_news_of_a_kind_that_is_not_asked_about_together_goes_one_by_one(app: Flask, postbox: Postbox, news: News) -> None:
    ids = [a_message(category=Category.NEWS) for _ in range(2)]
    passed(app)
    with app.app_context():
        assert {state_of(each)[0] for each in ids} == {State.ACCEPTED}
    assert news.sizes == []


def test_the_server_is_away_for_hours_and_everything_goes_once_when_it_is_back(
    app: Flask, postbox: Postbox, news: News, clock: Clock
) -> None:
    ids = some_news(FEW * 2, lasts=timedelta(days=2))
    post_of(app).line = SmtpLine("smtp://127.0.0.1:9")
    for _ in range(12):
        passed(app)
        clock.forward(minutes=30)
    with app.app_context():
        assert {state_of(each)[0] for each in ids} == {State.QUEUED}
        assert {row.attempts for row in db.session.scalars(sa.select(Outgoing))} == {0}
        steps = [len(found.steps) for each in ids if (found := queries.detail(each))]
        assert sum(steps) <= 3 * (len(ids) + 12)
    post_of(app).line = SmtpLine(postbox.url)
    passed(app)
    with app.app_context():
        assert {state_of(each)[0] for each in ids} == {State.ACCEPTED}
    assert len(postbox.all()) == FEW * 2


def test_uncertain_news_is_never_sent_again_by_itself(app: Flask, postbox: Postbox, news: News, clock: Clock) -> None:
    [outgoing_id] = some_news(1, state=State.UNCERTAIN, lasts=timedelta(days=9))
    for _ in range(3):
        clock.forward(hours=9)
        with at_work(app):
            tick()
    with app.app_context():
        assert state_of(outgoing_id)[0] is State.UNCERTAIN
    assert postbox.all() == []
    assert news.sizes == []
