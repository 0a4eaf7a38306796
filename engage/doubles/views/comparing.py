"""The list of pairs, who may be the same as one person, and two records side by side."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.doubles import actions, forms, queries
from engage.doubles.queries import Close, Record
from engage.doubles.rules import Newcomer, NotNow, Side
from engage.doubles.views.pages import both_or_gone, bp, note_reading
from engage.people.visitor import see_or_say_why
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.get("")
@requires(Permission.MERGE_PREPARE)
def pairs() -> ResponseReturnValue:
    hidden_too = visitor.may(Permission.CONTACTS_RESTRICT)
    lines, total = queries.pairs(hidden_too=hidden_too)
    apart = queries.not_the_same(hidden_too=hidden_too)
    return render_template("doubles/pairs.html", lines=lines, total=total, merges=queries.merges(), apart=apart, form=Press())


@bp.get("/of/<uuid:person_id>")
@requires(Permission.MERGE_PREPARE)
def of_person(person_id: UUID) -> ResponseReturnValue:
    """Looked for now, not at night."""
    found = queries.records([person_id], hidden_too=False).get(person_id)
    if found is None or found.person.erased_at is not None or found.person.merged_into is not None:
        abort(404)
    see_or_say_why(found.person)
    close = [each for each in queries.close_to([_as_newcomer(found)])[0] if each.person_id != person_id and _is_shown(each)]
    here = queries.records([person_id, *(each.person_id for each in close)], hidden_too=False)
    return render_template("doubles/of_person.html", person=found.person, close=[(each, here[each.person_id]) for each in close])


def _as_newcomer(found: Record) -> Newcomer:
    person, area = found.person, found.member.area if found.member is not None else None
    contacts = [(point.kind, point.value) for point in found.points]
    return Newcomer(person.full_name, person.called or "", contacts, area)


def _is_shown(each: Close) -> bool:
    return not each.is_restricted or visitor.may(Permission.CONTACTS_RESTRICT)


@bp.route("/<uuid:first>/<uuid:second>", methods=["GET", "POST"])
@requires(Permission.MERGE_PREPARE, logs_reading=True)
def compare(first: UUID, second: UUID) -> ResponseReturnValue:
    both = both_or_gone(first, second)
    numbers = {side: f"{each.person.full_name}, {each.person.number}" for side, each in zip(Side, both, strict=True)}
    form = forms.merging(numbers, queries.differences(*both))()
    if form.is_sent_and_right():
        kept = Side(form.keep.data)
        ids = (first, second) if kept is Side.FIRST else (second, first)
        try:
            merge = actions.prepare(*ids, form.choices_for(kept), by=visitor.user_id())
        except NotNow as why:
            form.refuse(form.keep, str(why))
        else:
            db.session.commit()
            return redirect(url_for(".merge", merge_id=merge.id))
    pair = queries.pair(first, second)
    page = render_template(
        "doubles/compare.html", form=form, press=Press(), both=both, is_apart=pair is not None and pair.not_same_at is not None
    )
    note_reading(*both)
    return page, 422 if form.errors else 200


@bp.post("/<uuid:first>/<uuid:second>/not-the-same")
@requires(Permission.MERGE_PREPARE)
def not_the_same(first: UUID, second: UUID) -> ResponseReturnValue:
    both_or_gone(first, second)
    if not Press().is_sent_and_right():
        abort(422)
    actions.are_not_the_same(first, second, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".pairs"))


@bp.post("/<uuid:first>/<uuid:second>/may-be-the-same")
@requires(Permission.MERGE_PREPARE)
def may_be_the_same(first: UUID, second: UUID) -> ResponseReturnValue:
    both_or_gone(first, second)
    pair = queries.pair(first, second)
    if pair is None or not Press().is_sent_and_right():
        abort(422)
    actions.may_be_the_same(pair, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".compare", first=first, second=second))
