"""L23: contacts in numbers, as a page and as a file that says the same. The carer lead sees safe numbers of all teams; who
serves a team sees the exact ones of their own.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from engage import clock
from engage.carer_log.queries import numbers
from engage.carer_log.queries.numbers import Span, Sums
from engage.carer_log.rules import ABOUT_WORDS, HOW_WORDS
from engage.coverage.queries import teams
from engage.coverage.rules.numbers import Table, alike, as_rows, how_to_read, table, time_in_words, whole_months
from engage.coverage.views.room import bp, no_contact_for, settings
from engage.policy import Permission, requires
from engage.teams.rules import Viewer
from engage.teams.views.room import viewer
from engage.web import csv
from engage.web.filters import day

HEADINGS = ("Counted by", "What", "Contacts", "Share")
COUNTED = "Every contact in the log by the day it happened, with or without a name. What was taken back does not count."


@bp.get("/contacts")
@requires(Permission.CARERS_READ)
def contacts() -> ResponseReturnValue:
    return render_template("coverage/contacts.html", **_numbers(viewer(), clock.today()))


@bp.get("/contacts.csv")
@requires(Permission.CARERS_READ)
def contacts_file() -> ResponseReturnValue:
    """What the page says, number by number; it holds nobody, so it is not written down who takes it out."""
    today = clock.today()
    told = _numbers(viewer(), today)
    rows: list[tuple[object, ...]] = [*as_rows(told["tables"]), ("Time given", told["time"])]
    silent = f"No contact in {told['days']} days"
    rows += [(silent, each.name, day(each.last_contact) if each.last_contact else "None yet") for each in told["silent"]]
    rows += [(), (f"From {day(told['first'])} to {day(told['last'])}. {told['how_to_read']}",)]
    rows += [(f"{each.title}: {each.definition}",) for each in told["tables"]]
    headers = {"Content-Disposition": f'attachment; filename="contacts-{today.isoformat()}.csv"'}
    return Response("".join(csv.lines(HEADINGS, rows)), mimetype="text/csv", headers=headers)


def _numbers(who: Viewer, today: date) -> dict[str, Any]:
    """What the page and the file say: safe before either of them sees it."""
    floor = settings().small_number_floor if who.sees_every_team else None
    spans = whole_months(today, with_this=not who.sees_every_team)
    span, sums = numbers.whole(spans), numbers.sums(spans, who, today)
    return {
        "tables": _tables(spans, sums, who, today, floor), "floor": floor, "how_to_read": how_to_read(floor), "first": span.first,
        "last": span.until - timedelta(days=1), "time": time_in_words(sums.time.minutes, sums.time.contacts, floor=floor),
        "silent": teams.silent(who, today, no_contact_for=no_contact_for()), "days": no_contact_for().days,
    }  # fmt: skip


def _tables(spans: list[Span], sums: Sums, who: Viewer, today: date, floor: int | None) -> list[Table]:
    span = numbers.whole(spans)
    by_month = [(each.first.strftime("%B %Y"), many) for each, many in zip(spans, sums.by_month, strict=True)]
    by_way = [(HOW_WORDS[how], many) for how, many in sums.by_way.items()]
    by_service = list(numbers.by_service(span, who, today).items())
    by_topic = [(ABOUT_WORDS[topic], many) for topic, many in numbers.by_topic(span, who, today).items()]
    counted = alike([
        table("By month", "Month", by_month, COUNTED, floor=floor),
        table("By way", "Way", by_way, f"{COUNTED} “Tried, no answer” counts as a contact that was tried.", floor=floor),
        table("By service", "Service", by_service, f"{COUNTED} The service is the one its team belongs to today.", floor=floor),
    ])  # fmt: skip
    topics = "What a contact was about. One may be about several things and then counts with each."
    return [*counted[:2], table("By topic", "Topic", by_topic, topics, floor=floor), counted[2]]
