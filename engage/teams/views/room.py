"""What the pages of this room share: their blueprint, and who looks at something about carers."""

from __future__ import annotations

from flask import Blueprint

from engage.accounts import visitor
from engage.policy import Permission
from engage.teams.rules import Viewer

bp = Blueprint("teams", __name__, url_prefix="/carers/teams")


def viewer() -> Viewer:
    """Whoever is behind this request, for `teams.queries.within`; only behind `@requires`."""
    return Viewer(visitor.user_id(), visitor.may(Permission.WHOLE_READ))
