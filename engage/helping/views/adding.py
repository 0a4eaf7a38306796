"""Add someone who contacted us (T5), compare with who is here (T7), and that they are in the pool (T6)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engage.accounts import visitor
from engage.db import db
from engage.doubles.actions import are_not_the_same
from engage.doubles.queries import Close, Record, close_to, records
from engage.doubles.rules import Newcomer
from engage.helping import actions, forms, queries
from engage.helping.rules import Edition, HowTold, PaperForm, tidy_code
from engage.helping.views.room import bp, organisation, question, somebody_or_404
from engage.needs.queries import print_size
from engage.people.queries import email, erased_before
from engage.policy import Permission, requires
from engage.pool.actions import Joining, joining_from
from engage.pool.views.room import may_send
from engage.web.forms import Press

UNKNOWN_CODE = "We do not know this form code. Check it, or leave it empty and use the words on this page"


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_ADD)
def new() -> ResponseReturnValue:
    edition, is_known = _edition()
    kept = _draft_or_none()
    form = forms.adding(edition.offers, youngest=organisation().youngest_age)(data=_typed(kept))
    shown = edition.code(PaperForm.JOIN)
    words_changed = request.method == "POST" and is_known and request.form.get("shown") != shown
    if not words_changed and form.is_sent_and_right() and is_known:
        return _decide(form, kept)
    if words_changed:
        form.ask_again()
    if not is_known:
        form.refuse(form.form_code, UNKNOWN_CODE)
    waiting = queries.drafts(visitor.user_id()) if request.method == "GET" and kept is None else []
    return question("new", form, shown=shown, words_changed=words_changed, waiting=waiting)


def _edition() -> tuple[Edition, bool]:
    """The words the page is asked with: those of the form whose code was typed, else those in force; whether we know it."""
    typed = request.form.get("form_code", "").strip()
    if request.method != "POST" or not typed:
        return queries.in_force(), True
    found = queries.edition_behind(typed, PaperForm.JOIN)
    return (queries.in_force(), False) if found is None else (found, True)


def _draft_or_none() -> queries.Waiting | None:
    asked = request.args.get("draft", "")
    try:
        return queries.draft(UUID(asked), user_id=visitor.user_id()) if asked else None
    except ValueError:
        return None


def _typed(kept: queries.Waiting | None) -> dict[str, Any]:
    if kept is None:
        return {}
    said_on = kept.fields.get("said_on")
    return kept.fields | {"said_on": date.fromisoformat(said_on) if said_on else None}


def _decide(form: forms.Adding, kept: queries.Waiting | None) -> Response:
    """Save what was typed, or keep it for a look at who may be here already."""
    joining = _joining(form)
    newcomer = _newcomer(joining)
    if kept is not None:
        actions.throw_away(kept.draft)
    if any(close_to([newcomer])) or erased_before(list(newcomer.contacts)):
        draft_id = actions.keep(visitor.user_id(), form.kept())
        db.session.commit()
        return redirect(url_for(".compare", draft_id=draft_id))
    return _go_on(_save(form, joining))


def _save(form: forms.Adding, joining: Joining) -> UUID:
    helped = actions.Help(
        HowTold(form.how.data), form.told_on, visitor.user_id(), form.helper.data or "", form.note.data or "",
        tidy_code(form.form_code.data or ""),
    )  # fmt: skip
    may_write = joining.address is not None and may_send(joining.address)
    return actions.add(joining, form.answered, form.offers, helped, needed=form.said(), may_send=may_write)


def _go_on(person_id: UUID) -> Response:
    db.session.commit()
    return redirect(url_for(".added", person_id=person_id))


def _joining(form: forms.Adding) -> Joining:
    given = form.kept()
    return joining_from(dict.fromkeys(("name", "contact", "area", "you"), given) | {"wishes": {"purposes": []}})


def _newcomer(joining: Joining) -> Newcomer:
    new_one = joining.newcomer
    contacts = [(reach.kind, reach.value) for reach in new_one.reaches]
    return Newcomer(new_one.full_name, new_one.called or "", contacts, joining.area)


@bp.route("/people/new/<uuid:draft_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_ADD)
def compare(draft_id: UUID) -> ResponseReturnValue:
    """T7: what was typed beside who may be here already. Nothing is lost: it waits for a day."""
    kept = queries.draft(draft_id, user_id=visitor.user_id())
    if kept is None:
        abort(404)
    typed = _form_of(kept)
    joining = _joining(typed)
    newcomer = _newcomer(joining)
    [close] = close_to([newcomer])
    was_erased = bool(erased_before(list(newcomer.contacts)))
    may_add = not was_erased or visitor.may(Permission.MERGE_CONFIRM)
    form = forms.Sure() if was_erased and may_add else Press()
    if may_add and form.is_sent_and_right():
        return _save_after_all(kept, typed, joining, close)
    found = records([each.person_id for each in close], hidden_too=False)
    return question(
        "compare", form, kept=kept, typed=typed, joining=joining, was_erased=was_erased, may_add=may_add,
        here=_shown(close, found), secret=_secret(close),
    )  # fmt: skip


def _form_of(kept: queries.Waiting) -> forms.Adding:
    """The form as it was typed, with the words that stood beside it."""
    code = str(kept.fields.get("form_code") or "")
    edition = queries.edition_behind(code, PaperForm.JOIN) if code else None
    offers = (edition or queries.in_force()).offers
    return forms.adding(offers, youngest=organisation().youngest_age)(formdata=None, data=_typed(kept))


def _shown(close: list[Close], found: dict[UUID, Record]) -> list[tuple[Close, Record]]:
    """Who may be seen beside what was typed: whoever wants to be hidden is not found by an address."""
    return [(each, found[each.person_id]) for each in close if each.person_id in found and not _is_secret(each)]


def _secret(close: list[Close]) -> bool:
    return any(_is_secret(each) for each in close)


def _is_secret(each: Close) -> bool:
    return each.is_restricted and not visitor.may(Permission.CONTACTS_RESTRICT)


def _save_after_all(kept: queries.Waiting, typed: forms.Adding, joining: Joining, close: list[Close]) -> Response:
    actions.throw_away(kept.draft)
    saved = _save(typed, joining)
    for each in close:
        are_not_the_same(saved, each.person_id, by=visitor.user_id())
    return _go_on(saved)


@bp.post("/people/new/<uuid:draft_id>/throw-away")
@requires(Permission.PEOPLE_ADD)
def throw_away(draft_id: UUID) -> ResponseReturnValue:
    kept = queries.draft(draft_id, user_id=visitor.user_id())
    if kept is None or not Press().is_sent_and_right():
        abort(404)
    actions.throw_away(kept.draft)
    db.session.commit()
    return redirect(url_for(".new"))


@bp.get("/people/<uuid:person_id>/added")
@requires(Permission.PEOPLE_ADD)
def added(person_id: UUID) -> ResponseReturnValue:
    """T6."""
    found = somebody_or_404(person_id)
    return render_template(
        "helping/added.html", person=found.person, point=email(person_id), form=Press(), size=print_size(person_id)
    )
