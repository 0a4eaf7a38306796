"""L23: contacts in numbers. The carer lead sees safe numbers of all teams; who serves a team sees the exact ones of their own."""

from __future__ import annotations

from datetime import date, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from engage import clock
from engage.carer_log.queries import numbers
from engage.carer_log.queries.numbers import Span
from engage.carer_log.rules import ABOUT_WORDS, HOW_WORDS
from engage.coverage.queries import teams
from engage.coverage.rules.numbers import Table, alike, table, time_in_words, whole_months
from engage.coverage.views.room import bp, no_contact_for, settings
from engage.policy import Permission, requires
from engage.teams.rules import Viewer
from engage.teams.views.room import viewer

COUNTED = "Every contact in the log by the day it happened, with or without a name. What was taken back does not count."


@bp.get("/contacts")
@requires(Permission.CARERS_READ)
def contacts() -> ResponseReturnValue:
    who, today = viewer(), clock.today()
    floor = settings().small_number_floor if who.sees_every_team else None
    spans = whole_months(today, with_this=not who.sees_every_team)
    span = Span(spans[0].first, spans[-1].until)
    given = numbers.time_given(span, who, today)
    return render_template(
        "coverage/contacts.html", tables=_tables(spans, span, who, today, floor), floor=floor, first=span.first,
        last=span.until - timedelta(days=1), time=time_in_words(given.minutes, given.contacts, floor=floor),
        silent=teams.silent(who, today, no_contact_for=no_contact_for()), days=no_contact_for().days,
    )  # fmt: skip


def _tables(spans: list[Span], span: Span, who: Viewer, today: date, floor: int | None) -> list[Table]:
    by_month = [
        (each.first.strftime("%B %Y"), many) for each, many in zip(spans, numbers.by_month(spans, who, today), strict=True)
    ]
    by_way = [(HOW_WORDS[how], many) for how, many in numbers.by_way(span, who, today).items()]
    by_service = list(numbers.by_service(span, who, today).items())
    by_topic = [(ABOUT_WORDS[topic], many) for topic, many in numbers.by_topic(span, who, today).items()]
    counted = alike([
        table("By month", "Month", by_month, COUNTED, floor=floor),
        table("By way", "Way", by_way, f"{COUNTED} “Tried, no answer” counts as a contact that was tried.", floor=floor),
        table("By service", "Service", by_service, f"{COUNTED} The service is the one its team belongs to today.", floor=floor),
    ])  # fmt: skip
    topics = "What a contact was about. One may be about several things and then counts with each."
    return [*counted[:2], table("By topic", "Topic", by_topic, topics, floor=floor), counted[2]]
