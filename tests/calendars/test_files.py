"""Calendar files: what is written is read again by the library's own parser, whatever was typed and whatever the clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage import clock
from engage.calendars.rules import Entry, plain, whole_day
from engage.calendars.rules.files import feed_of, file_of
from engage.calendars.rules.pace import Pace

WRITTEN = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
PANEL = Entry(
    seed="mailing 7", title="Panel about medication, with Sam Okoro", private_title="Participation team: a date to keep",
    day=date(2026, 12, 3), starts=time(10), ends=time(12, 30), changed_at=WRITTEN, place="Room 2, Fiction House",
    access="A ramp; a lift", link="https://talk.example/abc", phone_in="01632 960 001, code 22", url="https://e.example/dates/x",
)  # fmt: skip
CLOCKS_CHANGE = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=200)


def read(written: bytes) -> icalendar.Calendar:
    """The one calendar in a file; a file with a line that cannot be read raises."""
    calendar = icalendar.Calendar.from_ical(written)
    assert isinstance(calendar, icalendar.Calendar)
    assert all(not part.errors for part in calendar.walk())
    return calendar


def event(entry: Entry) -> Any:
    """The event of an entry, written and read again."""
    return read(file_of(entry, team="Participation team", address="team@trust.example")).events[0]


def test_a_file_says_where_and_how_and_little_else() -> None:
    calendar = read(file_of(PANEL, team="Participation team", address="team@trust.example"))
    found = calendar.events[0]
    assert (calendar["method"], calendar["version"], calendar["prodid"]) == ("PUBLISH", "2.0", "-//Engage//co-production//EN")
    assert (found["summary"], found["location"]) == ("Participation team: a date to keep", "Room 2, Fiction House")
    assert found["description"] == (
        "Getting in: A ramp; a lift\nJoin online: https://talk.example/abc\nJoin by phone: 01632 960 001, code 22\n"
        "All about it: https://e.example/dates/x"
    )
    assert (found["class"], found["transp"], found["status"], found["sequence"]) == ("PRIVATE", "OPAQUE", "CONFIRMED", 0)
    assert (found["url"], found["organizer"]) == ("https://e.example/dates/x", "mailto:team@trust.example")
    assert found.DTSTAMP == WRITTEN
    written = file_of(PANEL, team="Participation team", address="team@trust.example")
    assert b"ATTENDEE" not in written
    assert b"medication" not in written
    assert b"Sam Okoro" not in written
    assert max(map(len, written.split(b"\r\n"))) <= 75


def test_it_keeps_its_uid_its_sequence_rises_and_cancelled_it_is_taken_out() -> None:
    moved, gone = replace(PANEL, day=date(2026, 12, 10), sequence=1), replace(PANEL, sequence=2, cancelled=True)
    found = [event(each) for each in (PANEL, moved, gone)]
    assert {each["uid"] for each in found} == {PANEL.uid}
    assert [each["sequence"] for each in found] == [0, 1, 2]
    assert read(file_of(gone, team="T", address="t@trust.example"))["method"] == "CANCEL"
    assert (found[2]["status"], len(found[2].walk("VALARM"))) == ("CANCELLED", 0)
    assert PANEL.uid != replace(PANEL, seed="mailing 8").uid
    assert "mailing" not in PANEL.uid


@pytest.mark.parametrize(
    ("where", "rings"),
    [
        ({"link": "", "phone_in": ""}, ["-1 day, 0:00:00"]),
        ({"place": ""}, ["-1 day, 23:45:00"]),
        ({}, ["-1 day, 0:00:00", "-1 day, 23:45:00"]),
        ({"place": "", "link": "", "phone_in": ""}, ["-1 day, 0:00:00"]),
        ({"starts": None, "ends": None}, []),
    ],
)
def test_it_rings_a_day_before_in_person_and_a_quarter_of_an_hour_before_online(where: dict[str, Any], rings: list[str]) -> None:
    alarms = event(replace(PANEL, **where)).walk("VALARM")
    assert [str(alarm.TRIGGER) for alarm in alarms] == rings


@pytest.mark.parametrize("sunday", CLOCKS_CHANGE)
@pytest.mark.parametrize("off", [-1, 0, 1, 180])
def test_the_wall_time_is_the_same_on_both_sides_of_a_change_of_clocks(sunday: date, off: int) -> None:
    day = sunday + timedelta(days=off)
    entry = replace(PANEL, day=day, starts=time(9), ends=time(17, 15))
    written = file_of(entry, team="T", address="t@trust.example")
    assert f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T090000".encode() in written
    found = read(written)
    for name, wall in (("dtstart", time(9)), ("dtend", time(17, 15))):
        assert found.events[0].decoded(name).astimezone(UTC) == clock.at(day, wall)
        zone = found.timezones[0].to_tz(lookup_tzid=False)
        local = datetime.combine(day, wall, tzinfo=zone)
        assert local.utcoffset() == clock.london(clock.at(day, wall)).utcoffset()


@given(day=st.sampled_from(CLOCKS_CHANGE), first=st.integers(0, 1438), lasts=st.integers(1, 600))
def test_whatever_the_clocks_do_it_ends_after_it_begins(day: date, first: int, lasts: int) -> None:
    last = min(first + lasts, 1439)
    entry = replace(PANEL, day=day, starts=time(first // 60, first % 60), ends=time(last // 60, last % 60))
    found = event(entry)
    assert found.decoded("dtstart").astimezone(UTC) == entry.begins_at
    assert found.decoded("dtend").astimezone(UTC) == entry.ends_at > entry.begins_at


@settings(max_examples=60)
@given(title=ANY_TEXT.filter(lambda text: plain(text).strip()), place=ANY_TEXT, access=ANY_TEXT, team=ANY_TEXT)
def test_whatever_is_typed_survives(title: str, place: str, access: str, team: str) -> None:
    entry = replace(PANEL, private_title=title, place=place, access=access)
    calendar = read(file_of(entry, team=team, address="team@trust.example"))
    (found,) = calendar.events
    assert found["summary"] == plain(title)
    assert found.get("location", "") == plain(place)
    assert found.get("description", "").startswith(f"Getting in: {plain(access)}" if plain(access) else "Join online")
    assert [part.name for part in calendar.walk()][-1] == "VALARM"


def test_a_feed_is_one_calendar_of_all_and_the_same_bytes_each_time() -> None:
    day = whole_day("yes 1", "a yes of yours ends", date(2027, 3, 28), changed_on=date(2026, 1, 5))
    feed = feed_of([PANEL, day], team="Participation team", address="t@trust.example")
    assert feed == feed_of([PANEL, day], team="Participation team", address="t@trust.example")
    first, second = read(feed).events
    assert (first["uid"], second["uid"]) == (PANEL.uid, day.uid)
    assert second.decoded("dtstart") == date(2027, 3, 28)
    assert (second.decoded("dtend"), second["transp"]) == (date(2027, 3, 29), "TRANSPARENT")


def test_a_date_in_words() -> None:
    assert PANEL.when == "Thursday 3 December 2026, 10am to 12:30pm"
    assert whole_day("x", "y", date(2027, 3, 28), changed_on=date(2027, 1, 1)).when == "Sunday 28 March 2027"


@pytest.mark.parametrize("wrong", [{"ends": None}, {"starts": time(13)}, {"private_title": " "}])
def test_a_date_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a date"):
        replace(PANEL, **wrong)


def test_whoever_asks_too_often_waits_and_nobody_else() -> None:
    pace = Pace(2)
    assert [pace.allows("one", WRITTEN) for _ in range(3)] == [True, True, False]
    assert pace.allows("other", WRITTEN)
    assert pace.allows("one", WRITTEN + timedelta(hours=1))
