"""What we hold about one carer, and changing it: their name, how to reach them, what they need, their situation."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carers import actions, forms
from engage.carers.actions import HowToReach
from engage.carers.queries.joined import joined_pool
from engage.carers.rules import CIRCUMSTANCE_WORDS, Circumstance, Relationship
from engage.carers.rules.needs import in_words, read
from engage.carers.rules.pages import Page
from engage.carers.views.room import (
    bp,
    forgotten_on,
    held,
    known_or_404,
    noted,
    page_of,
    question,
    saved,
    seen_or_404,
    was_saved,
    young_or,
)
from engage.policy import Permission, requires

SAVED = {
    "name": "The name is saved.", "reach": "How to reach them is saved.", "needs": "What they need is saved.",
    "situation": "Their situation is saved.", "tie": "Whom they care for is saved.", "ended": "This has ended.",
    "untold": "This is saved. Nobody is carer lead here yet, so nobody was written to. Please tell your manager.",
    "stop": "It is written down that they want no contact.", "again": "It is written down that they want contact again.",
}  # fmt: skip


@bp.get("/<number>/details")
@requires(Permission.CARERS_READ, logs_reading=True)
def details(number: str) -> ResponseReturnValue:
    seen = seen_or_404(number)
    carer = seen.carer
    shown = render_template(
        "carers/details.html", carer=carer, seen=seen, needs=in_words(carer.needs), forget_on=forgotten_on(carer),
        special=[CIRCUMSTANCE_WORDS[each] for each in special(carer.circumstances)],
        joined_on=joined_pool([carer.id]).get(carer.id), done=SAVED.get(was_saved()), back=page_of(number),
    )  # fmt: skip
    return noted(shown, carer.id, Page.DETAILS)


def special(kept: str | None) -> list[Circumstance]:
    """What makes their situation special, in the order of the list."""
    found = set((kept or "").split(","))
    return [each for each in Circumstance if each.value in found]


@bp.route("/<number>/name", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def name(number: str) -> ResponseReturnValue:
    seen = known_or_404(number)
    form = forms.Name(data={"name": seen.carer.name})
    if form.is_sent_and_right():
        actions.rename(held(seen), form.name.data, by=visitor.user_id())
        return saved(seen, "name")
    return question("name", form, seen)


@bp.route("/<number>/reach", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def reach(number: str) -> ResponseReturnValue:
    seen = known_or_404(number)
    now = seen.carer
    form = forms.Reach(
        data={"phone": now.phone, "email": now.email, "address": now.address, "note": now.reach_note,
              **forms.known_reach(now.prefers, now.leave_message)}
    )  # fmt: skip
    if form.is_sent_and_right():
        prefers, message = form.chosen()
        how = HowToReach(form.phone.data, form.email.data, form.address.data, form.note.data, message, prefers)
        actions.set_reach(held(seen), how, by=visitor.user_id())
        return saved(seen, "reach")
    return question("reach", form, seen)


@bp.route("/<number>/needs", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def needs(number: str) -> ResponseReturnValue:
    seen = known_or_404(number)
    form = forms.Needs(data=forms.known_needs(read(seen.carer.needs), seen.carer.language))
    if form.is_sent_and_right():
        actions.set_needs(held(seen), form.said(), language=form.language.data, by=visitor.user_id())
        return saved(seen, "needs")
    return question("needs", form, seen)


@bp.route("/<number>/situation", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def situation(number: str) -> ResponseReturnValue:
    seen = known_or_404(number)
    now, was_young = seen.carer, seen.carer.is_young
    form = forms.Circumstances(data={"special": special(now.circumstances), "young": ["yes"] if now.is_young else []})
    if form.is_sent_and_right():
        is_young = bool(form.young.data)
        if is_young or all(each.link.relationship is not Relationship.YOUNG_CARER for each in seen.open_links):
            chosen = [Circumstance(code) for code in form.special.data]
            actions.set_circumstances(held(seen), chosen, is_young=is_young, by=visitor.user_id(), at=clock.now())
            return saved(seen, young_or("situation", seen, was_young=was_young))
        form.refuse(form.young, "They are written down as a young carer of somebody. Change that first, under whom they care for")
    return question("situation", form, seen)
