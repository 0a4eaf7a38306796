"""What one may be in touch about, way by way: unknown means no, and the first reason is the person’s own word."""

from __future__ import annotations

from datetime import date

import pytest

from engage.consent.rules import Action
from engage.contacts.rules import (
    BARRIER_WORDS,
    DESPITE_WORDS,
    HOW_WORDS,
    OUTCOME_WORDS,
    WHY_VOID_WORDS,
    Allowed,
    Barrier,
    Choice,
    Despite,
    How,
    Outcome,
    WhyVoid,
    about,
    decided,
)
from engage.outbox.rules import Channel

TODAY = date(2027, 3, 2)
OPEN: dict[Channel, Barrier | None] = {Channel.EMAIL: None, Channel.PHONE: None}


def newsletter(**said: Action) -> Choice:
    stands = {Channel(way): decided(action, None, today=TODAY, is_offered=True) for way, action in said.items()}
    return Choice("newsletter", "News", False, stands)


@pytest.mark.parametrize(
    ("action", "barrier"),
    [
        (Action.GIVEN, None),
        (Action.RENEWED, None),
        (Action.REFUSED, Barrier.REFUSED),
        (Action.WITHDRAWN, Barrier.WITHDRAWN),
        (Action.EXPIRED, Barrier.RAN_OUT),
        (Action.CORRECTED, Barrier.REFUSED),
    ],
)
def test_only_a_yes_opens_a_way(action: Action, barrier: Barrier | None) -> None:
    by = about(newsletter(email=action), OPEN, on_break=False).by
    assert by == {
        Channel.EMAIL: barrier, Channel.PHONE: Barrier.NOT_ASKED, Channel.TEXT: Barrier.NOT_ASKED,
        Channel.POST: Barrier.NOT_ASKED,
    }  # fmt: skip


def test_a_yes_runs_out_on_its_day_and_counts_only_where_we_still_offer_it() -> None:
    assert decided(Action.GIVEN, date(2027, 3, 3), today=TODAY, is_offered=True) is None
    assert decided(Action.GIVEN, TODAY, today=TODAY, is_offered=True) is Barrier.RAN_OUT
    assert decided(Action.GIVEN, None, today=TODAY, is_offered=False) is Barrier.GIVEN_UP


def test_a_break_holds_back_what_is_chosen_and_not_what_is_essential() -> None:
    essential = Choice("membership", "Being in the pool", True, {})
    assert about(essential, OPEN, on_break=True).may == [Channel.EMAIL, Channel.PHONE]
    assert about(newsletter(email=Action.GIVEN), OPEN, on_break=True).by[Channel.EMAIL] is Barrier.ON_A_BREAK


@pytest.mark.parametrize(
    ("how", "barrier"),
    [
        (How.EMAIL, None),
        (How.PHONE, Barrier.WITHDRAWN),
        (How.TEXT, Barrier.NOT_ASKED),
        (How.IN_PERSON, None),
        (How.POST, None),
    ],
)
def test_a_contact_is_measured_by_its_way_and_face_to_face_by_any_yes(how: How, barrier: Barrier | None) -> None:
    """A letter to which somebody said yes is permitted where only the address is missing here."""
    choice = newsletter(email=Action.GIVEN, phone=Action.WITHDRAWN, post=Action.GIVEN)
    allowed = Allowed(None, False, False, True, [about(choice, OPEN, on_break=False)])
    assert allowed.barrier(how, "newsletter") is barrier
    assert allowed.barrier(how, "something we do not know") is Barrier.NOT_ASKED
    assert Allowed(Barrier.DIED, False, False, True, []).barrier(how, "membership") is Barrier.DIED


def test_codes_hold_no_words_and_no_address() -> None:
    choice = newsletter(email=Action.GIVEN, phone=Action.REFUSED)
    codes = Allowed(None, True, False, True, [about(choice, OPEN, on_break=False)], ["Phone: ask for Sam"]).codes
    assert codes == {
        "nothing": None, "on_a_break": True, "restricted": False, "may": {"newsletter": ["email"]},
        "not": {"newsletter": {"phone": "refused", "text": "not asked", "post": "not asked"}},
    }  # fmt: skip


def test_every_code_has_its_words() -> None:
    assert (set(BARRIER_WORDS), set(HOW_WORDS), set(OUTCOME_WORDS)) == (set(Barrier), set(How), set(Outcome))
    assert (set(DESPITE_WORDS), set(WHY_VOID_WORDS)) == (set(Despite), set(WhyVoid))
