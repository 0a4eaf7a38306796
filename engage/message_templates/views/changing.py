"""Writing other words for a message, publishing them after a look, going back, and a test to oneself."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.mail.templates import Template
from engage.message_templates import actions, forms, queries
from engage.message_templates.emails import examples_of, preview
from engage.message_templates.rules import NotAllowedNow, allowed, slug
from engage.message_templates.views.looking import differences
from engage.message_templates.views.pages import (
    bp,
    changeable_or_404,
    nothing_changed,
    ours,
    template_or_404,
    thoughts,
    to,
    version_or_404,
)
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.route("/<address>/change", methods=["GET", "POST"])
@requires(Permission.TEMPLATES_PREPARE)
def change(address: str) -> ResponseReturnValue:
    template = changeable_or_404(address)
    standing = queries.standing_of(template, ours=ours())
    begun = standing.draft or standing.outgrown or standing.now
    form = forms.Change(template=template, ours=ours(), obj=begun.wording)
    if form.is_sent_and_right():
        number = actions.draft(template, form.wording(), by=visitor.user_id())
        db.session.commit()
        return _to_version(template, number)
    page = render_template(
        "message_templates/change.html", form=form, template=template, begun=begun, allowed=allowed(template),
        examples=examples_of(template),
        back=url_for(".show", address=address),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.route("/<address>/versions/<int:number>/publish", methods=["GET", "POST"])
@requires(Permission.TEMPLATES_PUBLISH)
def publish(address: str, number: int) -> ResponseReturnValue:
    template, form = changeable_or_404(address), Press()
    version = version_or_404(template, number)
    if form.is_sent_and_right():
        try:
            actions.publish(template, number, ours=ours(), by=visitor.user_id())
        except NotAllowedNow:
            return nothing_changed(template)
        db.session.commit()
        return to(template, "published")
    if version.is_published:
        return _to_version(template, number)
    now = queries.standing_of(template, ours=ours()).now
    return render_template(
        "message_templates/publish.html", form=form, template=template, version=version, now=now,
        warnings=thoughts(template, version.wording), letter=preview(template, version.wording, 1),
        back=url_for(".look", address=address, number=number), **differences(now, version),
    )  # fmt: skip


@bp.post("/<address>/versions/<int:number>/again")
@requires(Permission.TEMPLATES_PREPARE)
def again(address: str, number: int) -> ResponseReturnValue:
    template = changeable_or_404(address)
    _pressed()
    new = actions.go_back(template, version_or_404(template, number), by=visitor.user_id())
    db.session.commit()
    return _to_version(template, new)


@bp.post("/<address>/versions/<int:number>/test")
@requires(Permission.TEMPLATES_PREPARE)
def test(address: str, number: int) -> ResponseReturnValue:
    template = template_or_404(address)
    _pressed()
    actions.test(template, version_or_404(template, number), by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".look", address=address, number=number, done="test"))


def _pressed() -> None:
    if not Press().is_sent_and_right():
        abort(403)


def _to_version(template: Template, number: int) -> ResponseReturnValue:
    return redirect(url_for(".look", address=slug(template), number=number))
