"""A message changes its state only along the diagram, and every state and reason has words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engage.outbox import rules
from engage.outbox.rules import NEXT, REASON_WORDS, SETTLED, SHOWN, STATE_WORDS, NotAllowedNow, Reason, Show, State

DRAWN = {
    ("planned", "queued"), ("planned", "cancelled"), ("planned", "suppressed"), ("planned", "expired"),
    ("queued", "claimed"), ("queued", "sending"), ("queued", "cancelled"), ("queued", "suppressed"), ("queued", "expired"),
    ("claimed", "sending"), ("claimed", "queued"), ("claimed", "suppressed"), ("claimed", "expired"), ("claimed", "failed"),
    ("claimed", "cancelled"), ("sending", "accepted"), ("sending", "queued"), ("sending", "failed"),
    ("sending", "uncertain"), ("accepted", "bounced"), ("bounced", "accepted"), ("uncertain", "accepted"),
    ("uncertain", "closed"),
}  # fmt: skip


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("to", State)
def test_only_the_steps_of_the_diagram_are_taken(now: State, to: State) -> None:
    if (now.value, to.value) in DRAWN:
        assert rules.step(now, to) is to
    else:
        with pytest.raises(NotAllowedNow):
            rules.step(now, to)


@given(some.lists(some.sampled_from(State), max_size=12))
def test_no_walk_leads_from_not_sent_to_sent(walk: list[State]) -> None:
    state, been = State.PLANNED, {State.PLANNED}
    for to in walk:
        if to in NEXT[state]:
            state = rules.step(state, to)
            been.add(state)
    if state in (State.ACCEPTED, State.BOUNCED):
        assert State.SENDING in been
    assert len(been & SETTLED) <= (2 if state is State.BOUNCED else 1)


@given(some.integers(min_value=-5, max_value=10_000))
def test_every_wait_is_some_time_and_not_for_ever(attempts: int) -> None:
    assert timedelta(minutes=1) <= rules.wait_after(attempts) <= timedelta(hours=4)
    assert timedelta(seconds=5) <= rules.rest_after(attempts) <= timedelta(minutes=5)


def test_every_state_and_reason_has_words() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(REASON_WORDS) == set(Reason)
    assert set().union(*(SHOWN[show] for show in Show if show is not Show.EVERYTHING)) == set(State)
