"""A story in words: every step of every state has some, and the same state is told by what came before it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engage.consent.rules import Action, Route
from engage.outbox.rules import NEXT, REASON_WORDS, Reason, State
from engage.stories.rules import AT_THE_END, DO, HOW, SAID, USUALLY, WENT, Happened, Spoken, reasons, tell, to_do
from tests.support.clock import START

S, R = State, Reason


def told(*steps: tuple[State, Reason | None], because: dict[Reason, str] | None = None) -> list[tuple[str, str]]:
    happened = [Happened(START + timedelta(minutes=place), *step) for place, step in enumerate(steps)]
    entries = tell(happened, because=because or {}, permission="It rests on a yes.", decided_by="That was Kim.")
    assert [entry.at for entry in entries if entry.at] == sorted(step.at for step in happened)[-len(entries) :]
    return [(entry.what, entry.words) for entry in entries]


def test_every_state_that_a_step_can_reach_has_words_and_every_way_of_saying_so() -> None:
    reached = {state for onward in NEXT.values() for state in onward}
    assert reached <= set(WENT)
    assert set(HOW) == set(Route)
    assert set(SAID) == set(Action)


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        ([(S.CLAIMED, None), (S.SUPPRESSED, R.WITHDRAWN)],
         ("It was asked whether it may go: no", "They stopped this kind of message. On Monday.")),
        ([(S.SUPPRESSED, R.LEFT)], ("It was stopped before it was taken up", "They have left the pool.")),
        ([(S.CLAIMED, None), (S.QUEUED, R.TOO_MANY)],
         ("It was asked whether it may go: not now", REASON_WORDS[R.TOO_MANY])),
        ([(S.CLAIMED, None), (S.SENDING, None)], ("It was asked again, with their record held: yes", "It rests on a yes.")),
        ([(S.SENDING, None), (S.QUEUED, R.PUT_OFF_BY_SERVER)],
         ("It could not be handed over", "The mail server asked us to try again later.")),
        ([(S.UNCERTAIN, R.LINE_CUT), (S.CLOSED, R.LEFT_AS_IT_IS)],
         ("Somebody decided about it", "Somebody decided not to send it again. That was Kim.")),
        ([(S.BOUNCED, R.MAILBOX_FULL), (S.ACCEPTED, R.MARKED_BY_MISTAKE)],
         ("It had arrived after all", "Somebody had written down by mistake that it came back.")),
        ([(S.QUEUED, None)], ("Its time came", "")),
    ],
)  # fmt: skip
def test_a_step_is_told_by_what_came_before_it(steps: list[tuple[State, Reason | None]], last: tuple[str, str]) -> None:
    assert told(*steps, because={R.WITHDRAWN: "On Monday."})[-1] == last


def test_what_was_said_last_names_the_day_the_way_and_who_wrote_it_down() -> None:
    said = Spoken(Action.WITHDRAWN, START, Route.PHONE, "Kim Sample")
    assert said.words == "They stopped it on 2 March 2027, on the phone, written down by Kim Sample."


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.value)
def test_whatever_the_reason_there_is_something_to_do(reason: Reason) -> None:
    assert to_do(None, reason).words
    assert reasons([Happened(START, S.SUPPRESSED, reason)]) == {reason}


def test_every_next_step_leads_to_a_page_with_the_id_it_wants(app: Flask) -> None:
    wants = {"person": {"person_id"}, "message": {"outgoing_id"}, "nobody": set()}
    for step in (*DO.values(), *AT_THE_END.values(), USUALLY):
        pages = list(app.url_map.iter_rules(step.endpoint))
        assert any("GET" in (page.methods or ()) and page.arguments == wants[step.of] for page in pages), step
