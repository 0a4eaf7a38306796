"""What came back, and whom to ask for another way."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage import clock
from engage.bounces.queries import listing
from engage.bounces.rules import PERIODS
from engage.bounces.views.room import bp, still_here
from engage.needs import queries as needs
from engage.people import queries as people
from engage.people.rules import KIND_WORDS, Kind
from engage.policy import Permission, requires

DONE = {"marked": "That is written down.", "taken-back": "That is taken back."}


@bp.get("")
@requires(Permission.MESSAGES_READ)
def came_back() -> ResponseReturnValue:
    asked = request.args
    kind = Kind(asked["kind"]) if asked.get("kind") in set(Kind) else None
    days = int(asked["days"]) if asked.get("days") in [str(each) for each in PERIODS] else next(iter(PERIODS))
    page = listing.page_of_marks(kind, days, now=clock.now(), after=asked.get("after"))
    return render_template(
        "bounces/came_back.html", page=page, kind=kind, days=days, periods=PERIODS, done=DONE.get(asked.get("done", "")),
        set_aside=listing.set_aside(now=clock.now(), days=days),
    )  # fmt: skip


@bp.get("/ask")
@requires(Permission.MESSAGES_READ)
def ask() -> ResponseReturnValue:
    page = listing.page_to_ask(still_here(), after=request.args.get("after"))
    ids = {line.person.id for line in page.rows}
    points, flags = people.contact_points_of(ids), needs.flags_of(ids)
    others = {key: ", ".join(KIND_WORDS[each.kind] for each in some if each.came_back_at is None) for key, some in points.items()}
    return render_template("bounces/ask.html", page=page, others=others, flags=flags)
