"""Who did what, for those who watch over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Flask, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.audit import queries
from engage.policy import Permission, requires

bp = Blueprint("audit", __name__, url_prefix="/team/audit")

# from the roof, because this room is below the one that knows accounts: the names of staff by account
Names = Callable[[Iterable[UUID]], dict[UUID, str]]


def prepare(app: Flask, names: Names) -> None:
    """Take what the roof knows."""
    app.extensions["audit"] = names


@bp.get("")
@requires(Permission.AUDIT_READ)
def events() -> ResponseReturnValue:
    asked = {name: request.args.get(name, "").strip() for name in ("kind", "by", "about", "on")}
    kind = asked["kind"] if asked["kind"] in queries.kinds() else None
    by, about, on = _id(asked["by"]), _id(asked["about"]), _day(asked["on"])
    page = queries.events(
        kind=kind, by=by, about=about, on=on, after=request.args.get("after"), before=request.args.get("before")
    )
    kept = {"kind": kind, "by": by and by.hex, "about": about and about.hex, "on": on and on.isoformat()}
    query = urlencode({name: value for name, value in kept.items() if value})
    names = cast(Names, current_app.extensions["audit"])({event.by for event in page.rows if event.by is not None})
    return render_template(
        "audit/events.html", page=page, names=names, kinds=queries.kinds(), kind=kind, by=by, about=about, on=on,
        is_narrowed=bool(query), marked=url_for(".events") + (f"?{query}&" if query else "?"),
    )  # fmt: skip


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
