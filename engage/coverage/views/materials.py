"""What champions share: a link or a file, its versions, and taking it away."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.coverage import forms
from engage.coverage.actions import network as actions
from engage.coverage.queries import network as queries
from engage.coverage.rules.materials import NotThisFile
from engage.coverage.views.room import bp, settings
from engage.db import db
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.route("/network/materials/new", methods=["GET", "POST"])
@requires(Permission.NETWORK_WRITE)
def share_material() -> ResponseReturnValue:
    return _share(forms.Share(ours=settings().base_url), None)


@bp.route("/network/materials/<uuid:material_id>/next", methods=["GET", "POST"])
@requires(Permission.NETWORK_WRITE)
def replace_material(material_id: UUID) -> ResponseReturnValue:
    newest = (queries.versions(material_id) or abort(404))[0]
    return _share(forms.Share(ours=settings().base_url, data={"title": newest.title}), material_id)


def _share(form: forms.Share, material_id: UUID | None) -> ResponseReturnValue:
    if form.is_sent_and_right():
        try:
            actions.share(form.thing(), by=visitor.user_id(), material_id=material_id)
        except NotThisFile as mend:
            form.refuse(form.file, str(mend))
        else:
            db.session.commit()
            return redirect(url_for(".network", done="shared"))
    page = render_template("coverage/share.html", form=form, is_next=material_id is not None, back=url_for(".network"))
    return page, 422 if form.errors else 200


@bp.get("/network/materials/<uuid:material_id>")
@requires(Permission.NETWORK_READ)
def material(material_id: UUID) -> ResponseReturnValue:
    versions = queries.versions(material_id) or abort(404)
    names = staff_names(each.put_by for each in versions)
    return render_template("coverage/material.html", versions=versions, newest=versions[0], names=names, form=Press())


@bp.get("/network/files/<uuid:version_id>")
@requires(Permission.NETWORK_READ)
def material_file(version_id: UUID) -> ResponseReturnValue:
    found = queries.file(version_id) or abort(404)
    response = Response(found.content, content_type=found.file_kind or "application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.file_name or "file")
    return response


@bp.post("/network/materials/<uuid:material_id>/take-away")
@requires(Permission.NETWORK_WRITE)
def take_material_away(material_id: UUID) -> ResponseReturnValue:
    if not Press().is_sent_and_right():
        abort(403)
    if not queries.versions(material_id):
        abort(404)
    actions.take_away(material_id, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".network", done="taken-away"))
