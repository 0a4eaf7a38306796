"""The carers of a team: the list, one of them, who looked, what new carers are still to be offered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.carer_log.forms import listing as forms
from engage.carer_log.queries import clocks, follow_ups, listing, one
from engage.carer_log.queries.listing import Looking, Scope
from engage.carer_log.rules import ABOUT_WORDS, HOW_WORDS, OUTCOME_WORDS, WHY_CANCELLED_WORDS, WHY_VOID_WORDS
from engage.carer_log.views.room import bp
from engage.carers import queries as carers
from engage.carers.queries import Seen
from engage.carers.rules import PREFERS_WORDS, RELATIONSHIP_WORDS
from engage.carers.rules.clocks import CLOCK_WORDS
from engage.carers.rules.clocks import clocks as running
from engage.carers.rules.needs import in_words
from engage.carers.rules.pages import Page, page_words
from engage.carers.rules.settings import forget_on
from engage.db import db
from engage.policy import Permission, requires
from engage.sharing.queries import may_tell
from engage.teams.views.room import viewer
from engage.web.forms import Press
from engage.web.letters import our_organisation


def scope() -> Scope:
    """Who looks at the list, and on which day."""
    return Scope(viewer(), clock.today(), our_organisation().carer_quiet_days)


def looked_for(teams: list[Any]) -> Looking:
    """What this address looks for."""
    return forms.looking(request.args, [each for each, _ in teams], text=listing.text_of(request.args.get("search")))


def address(looking: Looking) -> str:
    """The address of a list."""
    query = looking.as_query()
    return url_for(".people") + ("?" + urlencode(query) if query else "")


@bp.get("/people")
@requires(Permission.CARERS_READ)
def people() -> ResponseReturnValue:
    """C21: whom nobody reached for longest stand first."""
    of, teams = scope(), listing.teams(scope())
    looking = looked_for(teams)
    page = listing.page(looking, of, after=request.args.get("after"), before=request.args.get("before"))
    here = address(looking)
    return render_template(
        "carer_log/people.html", page=page, looking=looking, teams=teams, words=narrowed_by(looking, of, teams), form=Press(),
        quiet_days=of.quiet_days, today=of.today, relationship_words=RELATIONSHIP_WORDS,
        late=clocks.how_many_overdue(of.viewer, of.today, carers.limits()) if visitor.may(Permission.CARERS_LOG) else 0,
        marked=here + ("&" if looking.as_query() else "?"), query=here.partition("?")[2],
    )  # fmt: skip


@bp.post("/people")
@requires(Permission.CARERS_READ)
def look_for_carers() -> ResponseReturnValue:
    """What was typed is sealed, so that no name ever stands in an address."""
    teams = listing.teams(scope())
    return redirect(address(forms.looking(request.form, [each for each, _ in teams], text=request.form.get("text", ""))))


def narrowed_by(looking: Looking, of: Scope, teams: list[Any]) -> list[str]:
    """What narrows the list, as one would say it after "carers"."""
    said = [
        f"matching “{looking.text}”" if looking.text else "",
        f"of {dict(teams)[looking.team_id]}" if looking.team_id else "",
        "with a follow-up due" if looking.due else "",
        f"without a contact for {of.quiet_days} days" if looking.quiet else "",
        "under 18" if looking.young else "",
        "waiting for a carer’s assessment" if looking.assessment else "",
        "where sharing is not asked, or has run out" if looking.unasked else "",
    ]
    return [words for words in said if words]


def seen_or_404(number: str) -> Seen:
    """A carer of a team of whoever looks; another team's is not there."""
    return carers.one(number, viewer(), clock.today()) or abort(404)


@bp.get("/people/<number>")
@requires(Permission.CARERS_READ, logs_reading=True)
def person(number: str) -> ResponseReturnValue:
    """C22: how to reach a carer, what may be told, contacts, what was promised and offered."""
    seen, who, today = seen_or_404(number), viewer(), clock.today()
    ids = [each.link.id for each in seen.links]
    page = one.contacts(ids, who, today, after=request.args.get("after"), before=request.args.get("before"))
    told, promised, settings = one.told(seen.carer.id, ids, who, today), follow_ups.of_links(ids, who, today), carers.settings()
    return _read(
        Page.PERSON, seen, page=page, told=told, promised=promised, today=today, needs=in_words(seen.carer.needs),
        may_tells=may_tell([each.link.id for each in seen.open_links], today),
        clocks=running(seen.carer.identified_on, told.first, today, settings.limits),
        keep_until=forget_on(seen.carer.identified_on, told.last_by_way, settings),
        marked=url_for(".person", number=number) + "?",
    )  # fmt: skip


@bp.get("/people/<number>/looked")
@requires(Permission.WHOLE_READ, logs_reading=True)
def looked_at(number: str) -> ResponseReturnValue:
    """Who looked at this carer's record: for the carer lead."""
    seen = seen_or_404(number)
    return _read(Page.LOOKED, seen, page_words=page_words, looked=one.looked(seen.carer.id))


def _read(opened: Page, seen: Seen, **facts: Any) -> str:
    """A page of one carer's record; that it was opened is written down."""
    shown = render_template(
        f"carer_log/{opened}.html", seen=seen, carer=seen.carer, how_words=HOW_WORDS, about_words=ABOUT_WORDS,
        outcome_words=OUTCOME_WORDS, why_void_words=WHY_VOID_WORDS, why_cancelled_words=WHY_CANCELLED_WORDS,
        prefers_words=PREFERS_WORDS, relationship_words=RELATIONSHIP_WORDS, clock_words=CLOCK_WORDS, **facts,
    )  # fmt: skip
    record_reading(kind="carer", about=seen.carer.id, by=visitor.user_id(), page=opened)
    db.session.commit()
    return shown


@bp.get("/people/to-offer")
@requires(Permission.CARERS_READ)
def to_offer() -> ResponseReturnValue:
    """Packs, appointments and assessments that are due."""
    who, today, limits = viewer(), clock.today(), carers.limits()
    page = clocks.page(who, today, limits, after=request.args.get("after"), before=request.args.get("before"))
    several = len({line.team for line in page.rows}) > 1
    return render_template(
        "carer_log/to_offer.html", page=page, limits=limits, clock_words=CLOCK_WORDS, several=several,
        marked=url_for(".to_offer") + "?",
    )  # fmt: skip
