"""The words of a purpose in Easy Read or in another language, beside the English ones of the same version."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent import actions, forms, queries
from engage.consent.rules.variants import STANDARD, VARIANTS
from engage.consent.views.room import team
from engage.db import db
from engage.policy import Permission, requires


@team.route("/purposes/<code>/versions/<int:version>/also", methods=["GET", "POST"])
@requires(Permission.NOTICES_PUBLISH)
def also(code: str, version: int) -> ResponseReturnValue:
    topic = queries.topic(code)
    if topic is None or topic.purpose.essential or not topic.terms.in_use:
        abort(404)
    notice = next((each for each in (topic.wording, topic.to_come) if each is not None and each.version == version), None)
    if notice is None:
        abort(404)
    there = {each.variant.key for each in queries.also_in(code) if each.notice.version == version}
    form = forms.AlsoIn()
    form.variant.choices = {each.key: each.title for each in VARIANTS.values() if each != STANDARD and each.key not in there}
    if form.is_sent_and_right():
        actions.publish_also(notice, VARIANTS[form.variant.data], str(form.text.data), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".purpose", code=code, done="also"))
    return render_template(
        "consent/also.html", form=form, topic=topic, notice=notice, is_to_come=notice is topic.to_come,
        back=url_for(".purpose", code=code),
    ), 422 if form.errors else 200  # fmt: skip
