"""Every rule on one page; one rule with what was decided about it; switching it, changing it, and putting it back."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.db import db
from engage.outbox.views import told
from engage.policy import Permission, requires
from engage.reminders import actions, forms, queries
from engage.reminders.queries import rehearsal
from engage.reminders.rules import Reminder
from engage.reminders.rules.table import CATCH_UPS, MOST_TIMES, OWNERS, Rule, as_text, from_text, in_force
from engage.reminders.views.room import bp, one_or_404, question, roof
from engage.web.forms import Press

DONE = {
    "on": "This reminder is switched on. What falls due from now on is sent, and what fell due lately and is still of use.",
    "off": "This reminder is switched off. Nothing of its kind is sent until somebody switches it on.",
    "changed": "The rule is changed. It holds from now on, also for what has not been sent yet.",
    "nothing": "Nothing was changed: the rule says so already.",
    "quiet": "No reminders go to people in the pool on this day.",
    "speaks": "This day is off the list.",
}


@bp.get("", endpoint="rules")
@requires(Permission.REMINDERS_READ)
def every_rule() -> ResponseReturnValue:
    return render_template(
        "reminders/rules.html", reminders=roof().reminders, rules=queries.rules(roof().reminders), told=told(), form=Press(),
        quiet=queries.quiet_days(), done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


@bp.get("/<kind>")
@requires(Permission.REMINDERS_READ)
def one(kind: str) -> ResponseReturnValue:
    reminder, versions = one_or_404(kind), queries.versions(kind)
    rule = in_force(reminder.starter, map(queries.change_of, reversed(versions)))
    decided = [(version, queries.change_of(version).on(reminder.starter)) for version in versions]
    return render_template(
        "reminders/rule.html", rule=rule, starter=reminder.starter, decided=decided, told=told(), form=Press(),
        names=staff_names({version.by_id for version in versions if version.by_id}), back_to=_address(reminder.starter),
        done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


@bp.post("/<kind>/<any(on, off):turned>")
@requires(Permission.REMINDERS_CHANGE)
def switch(kind: str, turned: str) -> ResponseReturnValue:
    reminder = one_or_404(kind)
    actions.switch(reminder, on=turned == "on", by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".one", kind=kind, done=turned))


@bp.route("/<kind>/change", methods=["GET", "POST"])
@requires(Permission.REMINDERS_CHANGE)
def change(kind: str) -> ResponseReturnValue:
    reminder = _changeable(kind)
    rule = queries.rules([reminder])[kind]
    form = forms.Change().about(rule)
    if form.is_sent_and_right() and form.fits(rule):
        return redirect(_address(_with(rule, form)))
    return question("change", form, rule=rule, told=told(), back=url_for(".one", kind=kind))


@bp.route("/<kind>/change/check", methods=["GET", "POST"])
@requires(Permission.REMINDERS_CHANGE)
def check(kind: str) -> ResponseReturnValue:
    """What would change in the coming 60 days, before anything does."""
    reminder, form = _changeable(kind), Press()
    rule = queries.rules([reminder])[kind]
    changed = _asked_for(rule, request.args)
    if form.is_sent_and_right():
        return _decide(reminder, changed)
    now = clock.now().replace(second=0, microsecond=0)
    difference = rehearsal.difference(reminder, rule, replace(changed, since=now), queries.quiet(), now)
    return question(
        "check", form, rule=rule, changed=changed, difference=difference, told=told(), back=url_for(".one", kind=kind)
    )


def _decide(reminder: Reminder, changed: Rule) -> ResponseReturnValue:
    try:
        actions.change(reminder, changed, by=visitor.user_id())
    except actions.NothingChanged:
        db.session.rollback()
        return redirect(url_for(".one", kind=reminder.kind, done="nothing"))
    db.session.commit()
    return redirect(url_for(".one", kind=reminder.kind, done="changed"))


def _changeable(kind: str) -> Reminder:
    reminder = one_or_404(kind)
    return reminder if reminder.starter.choices else abort(404)


def _with(rule: Rule, form: forms.Change) -> Rule:
    return replace(
        rule, offsets=form.days, most=int(form.most.data), catch_up=int(form.catch_up.data), owner=form.owner.data
    )  # fmt: skip


def _address(rule: Rule) -> str:
    """The page that shows what this would change; it holds days and counts, nothing about anybody."""
    asked = {"days": as_text(rule.offsets), "most": rule.most, "late": rule.catch_up, "owner": rule.owner}
    return f"{url_for('.check', kind=rule.kind)}?{urlencode(asked)}"


def _asked_for(rule: Rule, asked: MultiDict[str, str]) -> Rule:
    """The rule that an address asks for. An address that no form of ours made leads nowhere."""
    try:
        days, most, late = from_text(asked["days"]), int(asked["most"]), int(asked["late"])
    except (KeyError, ValueError):
        abort(404)
    fits = bool(days) and set(days) <= set(rule.choices) and len(set(days)) == len(days) <= most
    known = most in MOST_TIMES and late in CATCH_UPS and asked.get("owner") in OWNERS
    if not fits or not known:
        abort(404)
    return replace(rule, offsets=days, most=most, catch_up=late, owner=asked["owner"])
