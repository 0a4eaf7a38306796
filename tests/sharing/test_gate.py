"""The gate as a table: what was decided, on which day, about what; and that nothing leaks whatever the order of things."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.sharing.rules import (
    BARRIER_WORDS,
    BASIS_WORDS,
    GUIDANCE,
    Agreed,
    Barrier,
    Basis,
    Standing,
    Topic,
    Verdict,
    may_share,
)

TODAY = date(2027, 3, 3)
YESTERDAY = TODAY - timedelta(days=1)
MEDICINE, PLAN = Topic.MEDICINE, Topic.CARE_PLAN


def stands(agreed: Agreed, *, is_open: bool = True, topics: tuple[Topic, ...] = (), best: bool = False,
           again: date | None = None) -> Standing:  # fmt: skip
    return Standing(uuid.uuid4(), is_open, agreed, topics, best, TODAY, again)


@pytest.mark.parametrize(
    ("standing", "asked", "expected"),
    [
        (stands(Agreed.FULL), (PLAN,), Basis.FULL),
        (stands(Agreed.FULL), (), Basis.FULL),
        (stands(Agreed.FULL, again=TODAY), (PLAN,), Basis.FULL),
        (stands(Agreed.FULL, again=YESTERDAY), (PLAN,), Barrier.RAN_OUT),
        (stands(Agreed.FULL, is_open=False), (PLAN,), Barrier.ENDED),
        (stands(Agreed.LIMITED, topics=(MEDICINE,)), (MEDICINE,), Basis.LIMITED),
        (stands(Agreed.LIMITED, topics=(MEDICINE,)), (MEDICINE, PLAN), Barrier.ANOTHER_TOPIC),
        (stands(Agreed.LIMITED, topics=(MEDICINE,)), (), Barrier.NO_TOPIC),
        (stands(Agreed.LIMITED, topics=(MEDICINE,), again=YESTERDAY), (MEDICINE,), Barrier.RAN_OUT),
        (stands(Agreed.NOTHING), (MEDICINE,), Barrier.NOTHING),
        (stands(Agreed.NOTHING, again=YESTERDAY), (MEDICINE,), Barrier.RAN_OUT),
        (stands(Agreed.COULD_NOT_DECIDE), (MEDICINE,), Barrier.COULD_NOT_DECIDE),
        (stands(Agreed.COULD_NOT_DECIDE, best=True), (MEDICINE,), Basis.BEST_INTERESTS),
        (stands(Agreed.COULD_NOT_DECIDE, best=True, again=YESTERDAY), (MEDICINE,), Barrier.RAN_OUT),
        (stands(Agreed.NOT_ASKED), (MEDICINE,), Barrier.NOT_ASKED),
        (stands(Agreed.NOT_ASKED, again=YESTERDAY), (MEDICINE,), Barrier.NOT_ASKED),
        (stands(Agreed.NOT_ASKED, is_open=False), (MEDICINE,), Barrier.ENDED),
    ],
)
def test_what_was_decided_says_what_may_be_told(standing: Standing, asked: tuple[Topic, ...], expected: Basis | Barrier) -> None:
    verdict = may_share(standing, asked, on=TODAY)
    assert (verdict.basis or verdict.barrier) is expected
    assert verdict.may is isinstance(expected, Basis)


def test_a_refusal_says_what_was_not_agreed_and_what_to_do() -> None:
    verdict = may_share(stands(Agreed.LIMITED, topics=(MEDICINE,)), (PLAN, MEDICINE), on=TODAY)
    assert verdict == Verdict(barrier=Barrier.ANOTHER_TOPIC, beyond=(PLAN,))
    assert verdict.why == "The person agreed to share some things, and this is not one of them: Care plan"
    assert verdict.guidance.startswith("Give general information about it.")
    assert set(GUIDANCE) == set(BARRIER_WORDS) == set(Barrier)
    assert set(BASIS_WORDS) == set(Basis)


TOPICS = st.frozensets(st.sampled_from(Topic))
STANDINGS = st.builds(
    Standing, st.just(uuid.uuid4()), st.booleans(), st.sampled_from(Agreed), TOPICS.map(tuple),
    st.booleans(), st.none(), st.none() | st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)),
)  # fmt: skip


@given(STANDINGS, TOPICS)
def test_nothing_is_told_outside_an_agreement_that_stands(standing: Standing, asked: frozenset[Topic]) -> None:
    verdict = may_share(standing, asked, on=TODAY)
    assert (verdict.basis is None) == (verdict.barrier is not None)
    if not verdict.may:
        return
    assert standing.is_open
    assert standing.look_again_on is None or standing.look_again_on >= TODAY
    agreed_to_all = standing.agreed is Agreed.FULL or (standing.agreed is Agreed.COULD_NOT_DECIDE and standing.best_interests)
    assert agreed_to_all or (standing.agreed is Agreed.LIMITED and asked and asked <= set(standing.topics))


@given(STANDINGS, TOPICS, TOPICS)
def test_asking_about_more_never_opens_the_gate(standing: Standing, asked: frozenset[Topic], more: frozenset[Topic]) -> None:
    if asked and not may_share(standing, asked, on=TODAY).may:
        assert not may_share(standing, asked | more, on=TODAY).may
