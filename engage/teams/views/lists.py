"""The list of teams for whoever keeps it, and a champion's or manager's own teams."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.policy import Permission, requires
from engage.teams.queries import listing, uncovered
from engage.teams.queries import training as trainings
from engage.teams.queries.listing import Wanted
from engage.teams.rules import TeamKind
from engage.teams.views.room import bp, too_long

SHOWS = {"open": "Open teams", "closed": "Closed teams", "all": "Open and closed teams"}


@bp.get("")
@requires(Permission.TEAMS_KEEP)
def teams() -> ResponseReturnValue:
    wanted, today = _wanted(), clock.today()
    page = listing.teams(wanted, today, after=request.args.get("after"), before=request.args.get("before"))
    ids = [team.id for team in page.rows]
    return render_template(
        "teams/teams.html", page=page, wanted=wanted, today=today, too_long=too_long(), shows=SHOWS,
        served=listing.serving_by_team(ids, today), gaps={gap.team_id: gap for gap in uncovered(today, ids)},
        care_groups=listing.care_groups(), marked=f"{url_for('.teams')}?{_as_address(wanted)}",
        narrowed=_in_words(wanted), added=request.args.get("added", type=int),
    )  # fmt: skip


def _wanted() -> Wanted:
    asked = request.args
    kind, shows = asked.get("kind", ""), asked.get("shows", "open")
    return Wanted(
        " ".join(asked.get("care_group", "").replace("\0", "").split())[:100],
        TeamKind(kind) if kind in set(TeamKind) else None, shows if shows in SHOWS else "open", asked.get("without") == "yes",
    )  # fmt: skip


def _as_address(wanted: Wanted) -> str:
    """What narrows the list as the beginning of an address, to be followed by the place in it."""
    said = {
        "care_group": wanted.care_group, "kind": wanted.kind.value if wanted.kind else "",
        "shows": wanted.shows if wanted.shows != "open" else "", "without": "yes" if wanted.without else "",
    }  # fmt: skip
    return "".join(f"{urlencode({name: value})}&" for name, value in said.items() if value)


def _in_words(wanted: Wanted) -> list[str]:
    words = [SHOWS[wanted.shows]] if wanted.shows != "open" else []
    words += [f"of {wanted.care_group}"] if wanted.care_group else []
    words += [wanted.kind.value] if wanted.kind else []
    return [*words, "without a champion"] if wanted.without else words


@bp.get("/mine")
@requires(Permission.TEAMS_READ)
def mine() -> ResponseReturnValue:
    me, today = visitor.user_id(), clock.today()
    own = listing.own(me, today)
    ids = [team.id for team in own]
    served = listing.serving_by_team(ids, today)
    return render_template(
        "teams/mine.html", teams=own, served=served, me=me, today=today, training=trainings.standings([me], today)[me],
        managers=listing.managers(team.manager_id for team in own),
        hours=sum(
            each.appointment.hours_a_month or 0
            for some in served.values() for each in some
            if each.appointment.account_id == me and each.appointment.starts_on <= today
        ),
    )  # fmt: skip
