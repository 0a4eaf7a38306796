"""Entries as the bytes of a calendar file (RFC 5545), written by the library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

import icalendar
from icalendar.prop import vCalAddress, vText

from engage import clock
from engage.calendars.rules import Entry, plain

PRODID = "-//Engage//co-production//EN"
NAME, KIND = "date.ics", "text/calendar"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"
_ASK_EVERY = timedelta(hours=6)
_LAST_SUNDAY = {"freq": "yearly", "byday": "-1su"}
_SUMMER, _WINTER = timedelta(hours=1), timedelta(0)


@lru_cache(maxsize=64)
def file_of(entry: Entry, *, team: str, address: str) -> bytes:
    """The file of one date: to be added, or taken out again where it is cancelled; from the team's own mailbox."""
    return _written([entry], team=team, address=address, method=CANCEL if entry.cancelled else PUBLISH)


def feed_of(entries: Iterable[Entry], *, team: str, address: str) -> bytes:
    """All dates of somebody, for a calendar that asks again and again."""
    return _written(entries, team=team, address=address, method=PUBLISH, name=team)


def method_of(entry: Entry) -> str:
    """What the file asks a calendar to do."""
    return CANCEL if entry.cancelled else PUBLISH


def _written(entries: Iterable[Entry], *, team: str, address: str, method: str, name: str = "") -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", plain(name))
        calendar.add("refresh-interval", _ASK_EVERY, parameters={"value": "DURATION"})
    calendar.add_component(_london())
    organiser = vCalAddress(f"mailto:{address}")
    organiser.params["cn"] = vText(plain(team).replace('"', "’"))
    for entry in entries:
        calendar.add_component(_event(entry.spoken(), organiser))
    return bytes(calendar.to_ical())


def _event(entry: Entry, organiser: vCalAddress) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", clock.london(entry.begins_at) if entry.starts else entry.day)
    event.add("dtend", clock.london(entry.ends_at) if entry.starts else entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if entry.starts else "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("organizer", organiser)
    for key, text in (("location", entry.place), ("description", _description(entry)), ("url", entry.url)):
        if text:
            event.add(key, text)
    for before in entry.alarms:
        event.add_component(_alarm(entry, before))
    return event


def _description(entry: Entry) -> str:
    parts = (
        ("Getting in: {}", entry.access), ("Join online: {}", entry.link), ("Join by phone: {}", entry.phone_in),
        ("All about it: {}", entry.url),
    )  # fmt: skip
    return "\n".join(words.format(text) for words, text in parts if text)


def _alarm(entry: Entry, before: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", entry.summary)
    return alarm


def _london() -> icalendar.Timezone:
    """The clock changes by rule, as every calendar understands them: the last Sundays of March and October at 1am UTC."""
    zone = icalendar.Timezone()
    zone.add("tzid", clock.LONDON.key)
    for part, name, month, shows, before, after in (
        (icalendar.TimezoneDaylight(), "BST", 3, datetime(1996, 3, 31, 1), _WINTER, _SUMMER),  # noqa: DTZ001 - a wall clock
        (icalendar.TimezoneStandard(), "GMT", 10, datetime(1996, 10, 27, 2), _SUMMER, _WINTER),  # noqa: DTZ001
    ):
        part.add("dtstart", shows)
        part.add("rrule", {**_LAST_SUNDAY, "bymonth": month})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone
