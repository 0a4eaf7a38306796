"""What the pages of this room share: the blueprints, the carer behind an address, and writing down who looked."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.carers import queries, rules
from engage.carers.models import Carer
from engage.carers.queries import Known, Seen
from engage.carers.queries.young import whom_to_tell
from engage.carers.rules import WhyAsked
from engage.carers.rules.pages import Page
from engage.carers.rules.roof import Roof
from engage.carers.rules.settings import forget_on
from engage.db import db
from engage.teams.views.room import viewer
from engage.web.forms import Form

bp = Blueprint("carers", __name__, url_prefix="/carers/people")


def prepare(app: Flask, roof: Roof) -> None:
    """Tell the pages of this room what other rooms know."""
    app.extensions["carers"] = roof


def roof() -> Roof:
    """What other rooms know about carers."""
    return cast(Roof, current_app.extensions["carers"])


@bp.context_processor
def words() -> dict[str, object]:
    """What codes are called, for the templates of this room."""
    return {"relationship_words": rules.RELATIONSHIP_WORDS, "prefers_words": rules.PREFERS_WORDS}


def seen_or_404(number: str) -> Seen:
    """A carer whom a team of the viewer knows; whom only others know is not there."""
    found = queries.one(number, viewer(), clock.today())
    if found is None:
        abort(404)
    return found


def known_or_404(number: str) -> Seen:
    """A carer whom a team of the viewer knows today: once every tie has ended, others may know what nobody told this team."""
    found = seen_or_404(number)
    return found if found.open_links else abort(404)


def held(seen: Seen) -> Carer:
    """The same carer, locked; gone when they were forgotten meanwhile."""
    found = queries.hold(seen.carer.id)
    if found is None:
        abort(404)
    return found


def tie_or_404(seen: Seen, link_id: UUID) -> Known:
    """One of the ties of a carer to the viewer's teams that still holds."""
    found = next((each for each in seen.open_links if each.link.id == link_id), None)
    if found is None:
        abort(404)
    return found


def forgotten_on(carer: Carer) -> date:
    """The day on which a carer will be forgotten at the earliest, by what the viewer’s own teams wrote down."""
    return forget_on(carer.identified_on, roof().last_contacts(carer.id, viewer()), queries.settings())


def noted(shown: str, carer_id: UUID, page: Page, why: WhyAsked | None = None) -> str:
    """A page about a carer, once it is written down who opened it."""
    record_reading(kind="carer", about=carer_id, by=visitor.user_id(), page=page if why is None else f"{page}: {why}")
    db.session.commit()
    return shown


def question(template: str, form: Form, seen: Seen, **facts: object) -> ResponseReturnValue:
    """A page with a form about a carer: 422 when it was refused; who opened it is written down."""
    shown = render_template(
        f"carers/{template}.html", form=form, carer=seen.carer, back=url_for("carers.details", number=seen.carer.number), **facts
    )
    return noted(shown, seen.carer.id, Page(template.replace("_", " "))), 422 if form.errors else 200


def saved(seen: Seen, what: str) -> ResponseReturnValue:
    """Commit, and back to the page with everything."""
    db.session.commit()
    return redirect(url_for("carers.details", number=seen.carer.number, saved=what))


def young_or(what: str, seen: Seen, *, was_young: bool) -> str:
    """What was saved; or that a young carer was, and that there is nobody who could be told."""
    return "untold" if seen.carer.is_young and not was_young and not whom_to_tell() else what


def page_of(number: str) -> str:
    """The page about one carer, with their contacts."""
    return url_for("carer_log.person", number=number)


def was_saved() -> str:
    """What was saved just now, as the address says."""
    return request.args.get("saved", "")
