"""L24: the champions’ network, for champions, managers and the carer lead."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engage.coverage.views.room import bp
from engage.policy import Permission, requires


@bp.get("/network")
@requires(Permission.NETWORK_READ)
def network() -> ResponseReturnValue:
    return render_template("coverage/network.html")
