"""M24: the equality questions, for nobody but the person who answers them. There is no page for staff."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.db import db
from engage.equality import actions, forms, queries, rules
from engage.policy import Permission, requires
from engage.settings import Settings
from engage.web.forms import Press

bp = Blueprint("equality", __name__, url_prefix="/me/equality")
DONE = {
    "saved": "We have saved your answers.",
    "removed": "Your answers are removed. Nothing of them is left.",
}


@bp.route("", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def start() -> ResponseReturnValue:
    person_id, form = visitor.person_id(), forms.Start()
    if form.is_sent_and_right():
        return redirect(_first_open(person_id) if form.wants.data == "yes" else url_for("home.me"))
    given = queries.answers(person_id)
    form.wants.label.text = "Do you want to answer more?" if given else form.wants.label.text
    month = clock.today().replace(day=1)
    return render_template(
        "equality/start.html", form=form, given=given, questions=rules.asked(queries.codes(given)),
        balance=queries.balance(person_id),
        example=queries.counts("age", before=month, floor=_floor()), month=month, floor=_floor(), source=rules.questions().source,
        balance_question=rules.BALANCE_QUESTION, back=url_for("home.me"), done=DONE.get(request.args.get("done", "")),
    ), 422 if form.errors else 200  # fmt: skip


def _first_open(person_id: UUID) -> str:
    """The first question without an answer; the second yes when all have one."""
    given = queries.codes(queries.answers(person_id))
    still = [each.code for each in rules.asked(given) if each.code not in given]
    return url_for(".question", code=still[0]) if still else url_for(".balance")


def _floor() -> int:
    return cast(Settings, current_app.extensions["settings"]).small_number_floor


@bp.route("/<code>", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def question(code: str) -> ResponseReturnValue:
    person_id, asked = visitor.person_id(), rules.questions().by_code.get(code) or abort(404)
    given = queries.answers(person_id)
    form = forms.about(asked, given)
    if form.is_sent_and_right():
        chosen = form.answer.data
        actions.answer(person_id, code, chosen, own_words=form.words(asked), on=clock.today())
        db.session.commit()
        return redirect(_onward(code, {**queries.codes(given), code: chosen}))
    onward = _onward(code, queries.codes(given))
    return render_template(
        "equality/question.html", form=form, question=asked, onward=onward, back=_backward(code, queries.codes(given)),
    ), 422 if form.errors else 200  # fmt: skip


def _onward(code: str, answers: dict[str, str]) -> str:
    following = rules.next_after(code, answers)
    return url_for(".balance") if following is None else url_for(".question", code=following.code)


def _backward(code: str, answers: dict[str, str]) -> str:
    order = [each.code for each in rules.asked(answers)]
    before = order[: order.index(code)] if code in order else []
    return url_for(".question", code=before[-1]) if before else url_for(".start")


@bp.route("/balanced-groups", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def balance() -> ResponseReturnValue:
    person_id = visitor.person_id()
    before = queries.balance(person_id)
    form = forms.Balance(data=None if before is None else {"may": "yes" if before.given else "no"})
    if form.is_sent_and_right():
        actions.choose_balance(person_id, given=form.may.data == "yes", on=clock.today())
        db.session.commit()
        return redirect(url_for(".start", done="saved"))
    return render_template("equality/balance.html", form=form, back=url_for(".start")), (422 if form.errors else 200)


@bp.route("/remove", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def remove() -> ResponseReturnValue:
    form = Press()
    if form.is_sent_and_right():
        _forget(visitor.person_id())
        return redirect(url_for(".start", done="removed"))
    return render_template("equality/remove.html", form=form, back=url_for(".start"))


def _forget(person_id: UUID) -> None:
    actions.forget(person_id)
    db.session.commit()
