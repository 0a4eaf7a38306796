"""Where something was told without an agreement: the list, and one of them with who looked at it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.carers.rules.pages import Page
from engage.db import db
from engage.policy import Permission, requires
from engage.sharing import actions, forms
from engage.sharing.queries import overrides
from engage.sharing.queries.overrides import Line
from engage.sharing.rules import Override
from engage.sharing.views.room import bp
from engage.teams.rules import Viewer
from engage.teams.views.room import viewer

MONTHS = 24


@bp.get("/without-agreement")
@requires(Permission.SHARING_OVERSEE)
def overridden() -> ResponseReturnValue:
    return _list(_overseer(), ".overridden", ".override")


@bp.get("/without-agreement/of-my-teams")
@requires(Permission.SHARING_READ)
def overridden_here() -> ResponseReturnValue:
    return _list(viewer(), ".overridden_here", ".override_here")


def _overseer() -> Viewer:
    """Those who oversee sharing see every team’s overrides, and of the carer no more than is needed to ask the team."""
    return Viewer(visitor.user_id(), sees_every_team=True)


def _list(whose: Viewer, endpoint: str, one: str) -> ResponseReturnValue:
    asked, month = request.args.get("why", ""), _month(request.args.get("month", ""))
    why = Override(asked) if asked in set(Override) else None
    page = overrides.page(
        whose, clock.today(), why=why, month=month, after=request.args.get("after"), before=request.args.get("before")
    )
    narrowed: dict[str, Any] = {"why": why and why.value, "month": month and month.isoformat()[:7]}
    marked = url_for(endpoint, **narrowed)
    return render_template(
        "sharing/overridden.html", page=page, why=why, month=month, months=_months(), list=endpoint, one=one,
        is_narrowed=bool(why or month), marked=marked + ("&" if "?" in marked else "?"),
    )  # fmt: skip


def _month(word: str) -> date | None:
    """One of the months one can choose; anything else narrows nothing."""
    return next((month for month in _months() if month.isoformat()[:7] == word), None)


def _months() -> list[date]:
    """The months one can choose, newest first."""
    today = clock.today()
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last, last - MONTHS, -1)]


@bp.route("/without-agreement/<uuid:override_id>", methods=["GET", "POST"])
@requires(Permission.SHARING_OVERSEE, logs_reading=True)
def override(override_id: UUID) -> ResponseReturnValue:
    line = overrides.one(override_id, _overseer(), clock.today()) or abort(404)
    form, back = forms.Look(), url_for(".overridden")
    if line.override.looked_at is None and form.is_sent_and_right():
        held = overrides.held(override_id) or abort(404)
        actions.mark_looked_at(held, note=form.note.data, by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".override", override_id=override_id))
    return _shown(line, form, back), 422 if form.errors else 200


@bp.get("/without-agreement/of-my-teams/<uuid:override_id>")
@requires(Permission.SHARING_READ, logs_reading=True)
def override_here(override_id: UUID) -> ResponseReturnValue:
    line = overrides.one(override_id, viewer(), clock.today()) or abort(404)
    return _shown(line, forms.Look(), url_for(".overridden_here"))


def _shown(line: Line, form: forms.Look, back: str) -> str:
    shown = render_template("sharing/override.html", line=line, form=form, back=back)
    record_reading(kind="carer", about=line.known.carer.id, by=visitor.user_id(), page=Page.OVERRIDE)
    db.session.commit()
    return shown
