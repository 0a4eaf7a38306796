"""The rules as they come, what an organisation decided, and the day on which a reminder really goes."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engage import clock
from engage.jobs import DUES, KINDS
from engage.mail.templates import templates
from engage.outbox.rules import Channel, Letter, Reason
from engage.outbox.rules.occurrences import by_hand, is_by_hand, occurrence, offset_of
from engage.reminders.rules.again import Earlier, why_not
from engage.reminders.rules.falling import MOVED_ON, QuietDays, falls_due, next_day, rests, settled
from engage.reminders.rules.table import CATCH_UPS, MOST_TIMES, OWNERS, Change, Class, Rule, as_text, from_text, in_force, starter
from tests.factories.outbox import a_due
from tests.factories.reminders import a_rule

pytestmark = pytest.mark.one_database("sqlite")
NONE = QuietDays()
DAYS = some.dates(date(2026, 1, 1), date(2030, 1, 1))


def test_every_reminder_has_its_rule_and_every_rule_a_reminder() -> None:
    assert {reminder.kind for reminder in DUES} == set(starter()), (
        "one block in engage/reminders/starter.toml for each line in DUES"
    )
    assert set(starter()) <= set(KINDS)


@pytest.mark.parametrize("kind", starter())
def test_every_rule_as_it_comes_could_be_chosen(kind: str) -> None:
    rule = starter()[kind]
    assert not rule.choices or set(rule.offsets) <= set(rule.choices)
    assert len(rule.offsets) <= rule.most
    assert rule.most in MOST_TIMES
    assert rule.catch_up in CATCH_UPS
    assert rule.owner in OWNERS
    assert (rule.sort is Class.SERVICE) is (rule.purpose is None), "what is optional needs the permission it rests on"
    assert not rule.choices or min(b - a for a, b in zip((-999, *rule.offsets), (*rule.offsets, 999), strict=True)) >= rule.apart


@pytest.mark.parametrize("kind", starter())
def test_every_rule_names_the_words_it_sends(kind: str) -> None:
    assert templates()[starter()[kind].template].kind == kind


@given(DAYS, some.integers(-365, 365))
def test_an_occurrence_holds_its_day_and_how_far_from_it(anchor: date, days: int) -> None:
    number = occurrence(anchor, days)
    assert offset_of(number) == days
    assert not is_by_hand(number)
    assert number not in (occurrence(anchor + timedelta(days=1), days), occurrence(anchor, days + 1), by_hand(anchor))
    assert is_by_hand(by_hand(anchor))
    assert 0 < number < 2**31, "a whole number of either database"


@given(some.lists(some.integers(-60, 60), min_size=1, max_size=4, unique=True))
def test_offsets_are_read_as_they_were_kept(offsets: list[int]) -> None:
    assert from_text(as_text(offsets)) == tuple(sorted(offsets))


def test_what_was_decided_last_holds_and_only_other_days_begin_anew() -> None:
    rule, first, second = starter()["pool.confirm"], datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    changed = in_force(rule, [Change(True, (3, 7), at=first, version=1), Change(False, (3, 7), most=3, at=second, version=2)])
    assert (changed.offsets, changed.most, changed.is_on, changed.version, changed.since) == ((3, 7), 3, False, 2, first)
    back = in_force(rule, [Change(True, (3, 7), at=first, version=1), Change(True, at=second, version=2)])
    assert (back.offsets, back.most, back.since) == (rule.offsets, rule.most, second)


# On which day it goes


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2027, 3, 26), date(2027, 3, 30)),  # Good Friday, with the clocks changed on the Sunday
        (date(2027, 10, 31), date(2027, 11, 1)),  # a Sunday on which they change back
        (date(2026, 3, 29), date(2026, 3, 30)),
        (date(2026, 10, 25), date(2026, 10, 26)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 25), date(2026, 12, 29)),
        (date(2028, 1, 1), date(2028, 1, 4)),
    ],
)
def test_a_rule_for_working_days_moves_on_and_keeps_the_hour(day: date, then: date) -> None:
    due = a_due(due_at=clock.at(day, time(9)), lasts=timedelta(days=14))
    moved = settled(replace(due, due_on=day), a_rule(working_days=True), NONE)
    assert (clock.london(moved.due_at).date(), clock.london(moved.due_at).time()) == (then, time(9))
    assert moved.not_after == moved.due_at + timedelta(days=2)
    assert settled(due, a_rule(), NONE).due_at == due.due_at


@given(DAYS, some.sets(DAYS, max_size=12), some.booleans())
def test_no_reminder_goes_on_a_day_that_rests(day: date, quiet: set[date], working: bool) -> None:
    rule, days = a_rule(working_days=working, quiet_days=True), QuietDays(frozenset(quiet))
    onward = next_day(day, rule, days)
    assert day <= onward <= day + MOVED_ON
    assert onward == day or not rests(onward, rule, days)


def test_a_quiet_day_comes_every_year() -> None:
    quiet = QuietDays(yearly=frozenset({(9, 10), (2, 29)}))
    rule = a_rule(quiet_days=True)
    assert [next_day(date(year, 9, 10), rule, quiet).day for year in (2026, 2027, 2028)] == [11, 11, 11]
    assert next_day(date(2028, 2, 29), rule, quiet) == date(2028, 3, 1)
    assert next_day(date(2027, 9, 10), a_rule(), quiet) == date(2027, 9, 10)


def test_what_comes_before_its_day_is_never_held_beyond_it() -> None:
    event = date(2027, 3, 29)  # Easter Monday
    at = clock.at(date(2027, 3, 28), time(9))
    before = replace(a_due(due_at=at, lasts=clock.at(event, time(9)) - at), due_on=event)
    moved = settled(before, a_rule(working_days=True, catch_up=14), NONE)
    assert moved.not_after <= clock.at(event, time(9)) < moved.due_at, "a past event is never announced"


@given(some.integers(-20, 20), some.integers(-20, 20))
def test_what_fell_due_before_the_rule_said_so_is_not_sent(due_in: int, changed_in: int) -> None:
    now = datetime(2027, 3, 2, 10, tzinfo=UTC)
    due, since = a_due(due_at=now + timedelta(hours=due_in)), now + timedelta(hours=changed_in)
    found = falls_due([due], a_rule(since=since), NONE, now - timedelta(days=14), now + timedelta(days=14))
    assert bool(found) is (due_in >= changed_in)


# Whether it is one too many

ANCHOR = date(2027, 6, 1)
NOW = clock.at(date(2027, 5, 18), time(9, 30))


def letter(days: int) -> Letter:
    return Letter(
        uuid.UUID(int=1), "test", uuid.UUID(int=2), uuid.UUID(int=3), occurrence(ANCHOR, days), ANCHOR, None, Channel.EMAIL
    )


def went(days: int, ago: int, anchor: date = ANCHOR) -> Earlier:
    return Earlier(occurrence(anchor, days), anchor, NOW - timedelta(days=ago))


BY_HAND_2, BY_HAND_4 = (Earlier(by_hand(date(2027, 5, 16)), ANCHOR, NOW - timedelta(days=ago)) for ago in (2, 4))
RULE = a_rule(offsets=(-60, -14), choices=(-60, -50, -14), most=2, apart=7)


@pytest.mark.parametrize(
    ("days", "earlier", "rule", "reason"),
    [
        (-14, [], RULE, None),
        (-14, [went(-60, 46)], RULE, None),
        (-14, [went(-60, 46)], replace(RULE, offsets=(-14,)), None),  # the first was taken away: the last one is not lost
        (-50, [went(-60, 10)], replace(RULE, offsets=(-50, -14)), Reason.REMINDED_ENOUGH),  # moved after it went: not repeated
        (-50, [], replace(RULE, offsets=(-50, -14)), None),
        (-60, [], replace(RULE, offsets=(-50, -14)), Reason.RULE_CHANGED),
        (-14, [went(-60, 6)], RULE, Reason.REMINDED_LATELY),
        (-14, [went(-60, 7)], RULE, None),
        (-14, [went(-60, 46), went(-50, 36)], RULE, Reason.REMINDED_ENOUGH),
        (-14, [went(-60, 90, date(2026, 6, 1)), went(-14, 80, date(2026, 6, 1))], RULE, None),  # another year is another thing
        (-14, [BY_HAND_2], RULE, Reason.REMINDED_BY_HAND),
        (-14, [BY_HAND_4], replace(RULE, apart=0), None),
    ],
)
def test_a_changed_rule_neither_repeats_nor_loses(days: int, earlier: list[Earlier], rule: Rule, reason: Reason | None) -> None:
    assert why_not(letter(days), rule, earlier, NOW) is reason


def test_what_the_team_sends_by_hand_is_theirs_to_decide() -> None:
    mine = replace(letter(0), ordinal=by_hand(date(2027, 5, 18)))
    assert why_not(mine, RULE, [went(-60, 1), went(-14, 1)], NOW) is None


def test_the_rule_says_which_permission_a_reminder_needs() -> None:
    assert settled(a_due(), a_rule(purpose="newsletter"), NONE).purpose == "newsletter"
