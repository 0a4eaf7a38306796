"""L20: does every team have a champion? As a page, as a file, and on paper."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from engage import clock
from engage.coverage.queries import teams
from engage.coverage.rules import covering as rules
from engage.coverage.rules.covering import By, Chosen, Line, Show, Where
from engage.coverage.views.room import bp, no_contact_for
from engage.policy import Permission, requires
from engage.teams.views.room import too_long
from engage.web import csv
from engage.web.filters import day

Kind = TypeVar("Kind", bound=StrEnum)
HEADINGS = (
    "Team", "Service", "Champion", "Deputy", "Since", "No champion for (days)", "Training in date", "Last contact logged",
    "Follow-ups overdue",
)  # fmt: skip
TRAINED = {True: "Yes", False: "No", None: None}


@bp.get("/coverage")
@requires(Permission.WHOLE_READ)
def coverage() -> ResponseReturnValue:
    chosen, today, after_days, most = _chosen(), clock.today(), no_contact_for(), too_long()
    after, before = request.args.get("after"), request.args.get("before")
    page = teams.page(chosen, today, no_contact_for=after_days, after=after, before=before)
    every, covered = teams.covered(today)
    services = [("", "Every service"), *((each, each) for each in teams.services(today))]
    return render_template(
        "coverage/coverage.html", chosen=chosen, page=page, every=every, covered=covered, today=today, services=services,
        sentence=rules.sentence(every, covered), definitions=rules.definitions(after_days, most), most=most,
        show_words=_show_words(after_days), address=chosen.as_address(),
    )  # fmt: skip


@bp.get("/coverage.csv")
@requires(Permission.WHOLE_READ)
def coverage_file() -> ResponseReturnValue:
    today, after_days = clock.today(), no_contact_for()
    every, covered = teams.covered(today)
    found = teams.everything(_chosen(), today, no_contact_for=after_days)
    rows: list[tuple[object, ...]] = [_row(line, today) for line in found]
    rows += [(), (f"{rules.sentence(every, covered)} As at {day(today)}.",)] if every else []
    rows += [(f"{what}: {words}",) for what, words in rules.definitions(after_days, too_long()).items()]
    headers = {"Content-Disposition": f'attachment; filename="coverage-{today.isoformat()}.csv"'}
    return Response("".join(csv.lines(HEADINGS, rows)), mimetype="text/csv", headers=headers)


def _row(line: Line, today: date) -> tuple[object, ...]:
    since = line.since.isoformat() if line.champion and line.since else None
    last = line.last_contact.isoformat() if line.last_contact else "None"
    gap = line.uncovered_for(today) if line.champion is None else None
    return (
        line.name,
        line.care_group,
        line.champion or "None",
        line.deputy or "None",
        since,
        gap,
        TRAINED[line.trained],
        last,
        line.overdue,
    )


def _chosen() -> Chosen:
    """What the address asks for; whatever we do not know is left out."""
    args = request.args
    return Chosen(
        _known(Show, args.get("show"), Show.EVERYTHING), _known(Where, args.get("where"), Where.EVERYWHERE),
        args.get("service", "").replace("\0", ""), _known(By, args.get("by"), By.NAME),
    )  # fmt: skip


def _known(kind: type[Kind], said: str | None, otherwise: Kind) -> Kind:
    return kind(said) if said in set(kind) else otherwise


def _show_words(no_contact_for: timedelta) -> dict[Show, str]:
    return {
        Show.EVERYTHING: "Every team",
        Show.NO_CHAMPION: "No champion",
        Show.TRAINING_OUT: "Training out of date",
        Show.NO_CONTACT: f"No contact in {no_contact_for.days} days",
    }
