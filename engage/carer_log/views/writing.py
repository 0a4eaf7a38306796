"""What becomes of a quick log that was sent: whom it was with, and one contact."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from flask import abort

from engage import clock
from engage.carer_log.actions import drafts, logging
from engage.carer_log.actions.logging import HandedOver, PressedElsewhere, Told, With
from engage.carer_log.forms.log import ANOTHER, NEW, LogContact, id_of
from engage.carer_log.models import CarerContact
from engage.carer_log.queries import writing
from engage.carer_log.queries.writing import MOST_FOUND, Known, Served
from engage.carer_log.queries.written import promised, topics
from engage.carer_log.rules import How
from engage.carers import actions as carers
from engage.carers import queries as known_carers
from engage.carers.rules import Relationship, read_reach
from engage.db import db
from engage.teams.rules import Viewer


def write_down(form: LogContact, offered: Sequence[Known], served: Served, who: Viewer) -> UUID | None:
    """The id of the contact; None when something is still to be asked."""
    before = logging.with_press(form.once.data or "", by=who.account_id)
    is_added_before = before is not None and form.who.data == NEW
    carer = None if is_added_before else _chosen(form, offered, served, who)
    if form.errors:
        return None
    team_id = carer.team_id if carer else served.only or UUID(hex=form.team.data)
    if before is not None:
        return _again(form, before, carer)
    tie = With(carer.link_id, carer.carer_id) if carer else _added(form, team_id, by=who.account_id)
    try:
        made = logging.log_contact(_told(form, team_id, tie), by=who.account_id, at=clock.now())
    except (PressedElsewhere, HandedOver):
        abort(404)
    made_id = made.id
    if made.link_id != (tie and tie.link_id):
        db.session.rollback()  # the same press came in twice at once, and the other one has added them
        return made_id
    drafts.saved(form.once.data or "", by=who.account_id)
    db.session.commit()
    return made_id


def _again(form: LogContact, before: CarerContact, carer: Known | None) -> UUID | None:
    """The same press again is the contact it made; another contact on a page that was saved gets a showing of its own."""
    is_same_carer = form.who.data == NEW or before.link_id == (carer and carer.link_id)
    if is_same_carer and _said(form) == _kept(before):
        return before.id
    form.once.data = secrets.token_urlsafe(16)
    form.refuse(form.who, "This page was saved before, with other answers. Press Save again to log this as another contact")
    return None


def _said(form: LogContact) -> tuple[object, ...]:
    """The answers on the page, beside whom it was with."""
    happened_on = clock.day_of(form.happened_at)
    return form.how.data, frozenset(each.value for each in form.topics), form.note.data or None, form.promised_for, happened_on


def _kept(contact: CarerContact) -> tuple[object, ...]:
    """The same answers, as a contact holds them."""
    return contact.how.value, topics(contact.id), contact.note, promised(contact.id), contact.happened_on


def _chosen(form: LogContact, offered: Sequence[Known], served: Served, who: Viewer) -> Known | None:
    if form.who.data == ANOTHER:
        return _looked_for(form, served, who)
    if form.is_added and form.reach.data and not form.somebody_else.data:
        _same_reach(form, served, who)
    return next((each for each in offered if each.link_id == form.link_id), None)


def _looked_for(form: LogContact, served: Served, who: Viewer) -> Known | None:
    """The one carer these words mean; where they mean several, the page asks which."""
    found = writing.found(form.looked_for.data or "", who, clock.today())
    if len(found) == 1:
        return found[0]
    if not found:
        form.refuse(form.looked_for, "We know no carer like that in your teams. Look at the number or the name")
    elif len(found) > MOST_FOUND:
        form.refuse(form.looked_for, "Enter more of their name, or their number: many carers fit")
    else:
        _which(form, found, served, "Select which of these it was")
    return None


def _same_reach(form: LogContact, served: Served, who: Viewer) -> None:
    """Somebody of these teams has the same number or address: the page asks whether it is them."""
    same = known_carers.same_reach(read_reach(form.reach.data or ""), who, clock.today())
    found = [one for each in same if (one := writing.known(each.link.id, who, clock.today()))]
    if found:
        _which(form, found, served, "Select them, or say that it is somebody else: your team knows this number or address")
        form.who.data = NEW
        form.refuse(form.somebody_else, "Tick this if it is somebody else with the same number or address")


def _which(form: LogContact, found: Sequence[Known], served: Served, sentence: str) -> None:
    form.offer(found, served)
    form.who.data = None
    form.refuse(form.who, sentence)


def _added(form: LogContact, team_id: UUID, *, by: UUID) -> With | None:
    """Somebody new, where they agreed."""
    if not form.is_added:
        return None
    relationship, day = Relationship(form.relationship.data or Relationship.NOT_SAID), clock.day_of(form.happened_at)
    try:
        link = carers.add(
            team_id=team_id, name=form.name.data or "", relationship=relationship, agreed_on=day, by=by,
            reach=read_reach(form.reach.data or ""), identified_on=day,
        )  # fmt: skip
    except carers.NotYourTeam:
        abort(404)
    return With(link.id, link.carer_id)


def _told(form: LogContact, team_id: UUID, carer: With | None) -> Told:
    return Told(
        once=form.once.data or "", team_id=team_id, carer=carer, how=How(form.how.data), about=form.topics,
        happened_at=form.happened_at, note=form.note.data or None, follow_up_on=form.promised_for,
        clears=id_of(form.clears.data),
    )  # fmt: skip
