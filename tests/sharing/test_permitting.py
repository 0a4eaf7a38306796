"""Sharing without an agreement: what lets it through, who is told, who sees it; and that no order of things lets more through."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engage import clock as time
from engage.accounts.rules import Role
from engage.carers.models import CarerLink
from engage.db import db
from engage.sharing import actions
from engage.sharing.actions import Allowed, Decision, NotAgreed
from engage.sharing.models import SharingOverride
from engage.sharing.rules import Agreed, Basis, Override, Topic
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team, an_appointment
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

WHY = Allowed(Override.RISK_TO_LIFE, "They were about to go out on the ice.", "Sam Example", "ward manager on duty")
SOMEBODY = uuid.UUID(int=7)


@pytest.fixture
def team(app: Flask) -> Team:
    return a_team(name="Fiction ward")


@pytest.fixture
def jo(team: Team) -> CarerLink:
    return a_carer(team, name="Jo Example")


@pytest.fixture
def watching(app: Flask) -> dict[str, StaffUser]:
    return {
        "lead": a_staff_user(Role.CARER_LEAD, name="Lena Lead"),
        "governance": a_staff_user(Role.INFORMATION_GOVERNANCE, name="Ingo Governance"),
    }


def share(app: Flask, link: CarerLink, *topics: Topic, override: Allowed | None = None) -> Basis:
    """Ask the gate as the quick log does, in a transaction of its own."""
    with app.app_context():
        basis = actions.permit(
            link.id, topics, contact_id=uuid.uuid4(), on=time.today(), by=SOMEBODY, at=time.now(), override=override
        )
        db.session.commit()
        return basis


def kept(app: Flask) -> list[SharingOverride]:
    with app.app_context():
        return list(db.session.query(SharingOverride).order_by(SharingOverride.made_at))


def test_does_not_agree_is_refused_and_an_override_tells_those_who_oversee(
    app: Flask, browser: Browser, jo: CarerLink, watching: dict[str, StaffUser], tick: Callable[[], object], postbox: Postbox
) -> None:
    a_preference(jo, Agreed.NOTHING)
    with pytest.raises(NotAgreed) as refused:
        share(app, jo, Topic.MEDICINE)
    assert refused.value.verdict.guidance.startswith("Give general information only.")
    assert kept(app) == []
    assert share(app, jo, Topic.MEDICINE, override=WHY) is Basis.RISK_TO_LIFE
    tick()
    mails = [postbox.latest_to(user.email) for user in watching.values()]
    for mail in mails:
        assert "Something was shared without an agreement" in mail.subject
        for word in ("Jo Example", "Fiction ward", "out on the ice", "Sam Example"):
            assert word not in mail.subject + mail.text
    page = browser.sign_in_as(watching["governance"]).open("/carers/sharing/without-agreement")
    assert "Fiction ward" in page.text
    assert "Jo Example" not in page.text
    assert "Priya" not in page.text
    page = browser.follow(next(link for link in page.links if "Fiction ward" in link))
    for words in ("Somebody’s life was at risk", "out on the ice", "Sam Example, ward manager on duty", "Medicine"):
        assert words in page.text
    page = browser.submit("I have looked at it", note="Right, and no more than was needed.")
    assert "By Ingo Governance on" in page.text
    browser.open("/carers/sharing/without-agreement")
    assert "Looked at" in browser.here.text


def test_where_the_person_agreed_an_override_is_left_out(app: Flask, jo: CarerLink) -> None:
    a_preference(jo, Agreed.LIMITED, topics=[Topic.MEDICINE])
    assert share(app, jo, Topic.MEDICINE, override=WHY) is Basis.LIMITED
    assert kept(app) == []
    for broken in ({"reason": " "}, {"by_name": ""}, {"by_role": ""}, {"reason": "x" * 301}):
        with pytest.raises(ValueError, match="an override needs"):
            replace(WHY, **broken)


def test_a_team_sees_its_own_overrides_by_reason_and_month_and_no_other_teams(
    app: Flask, browser: Browser, clock: Clock, team: Team, jo: CarerLink
) -> None:
    priya = a_staff_user(Role.CHAMPION)
    an_appointment(team, priya.id)
    far = a_carer(a_team(name="Elsewhere ward"))
    for link in (jo, far):
        share(app, link, override=WHY)
    clock.forward(days=31)
    share(app, jo, override=replace(WHY, why=Override.LAW))
    first, there, second = (each.id for each in sorted(kept(app), key=lambda each: (each.made_at, each.link_id == far.id)))
    page = browser.sign_in_as(priya).open("/carers/sharing/without-agreement/of-my-teams")
    assert "Elsewhere ward" not in page.text
    assert page.html.index(str(second)) < page.html.index(str(first))
    page = browser.submit("Update the list", why="law")
    assert str(first) not in page.html
    assert str(second) in page.html
    page = browser.open("/carers/sharing/without-agreement/of-my-teams?month=2027-03")
    assert str(second) not in page.html
    assert str(first) in page.html
    assert "None with these filters." in browser.open("/carers/sharing/without-agreement/of-my-teams?month=2027-01").text
    page = browser.open(f"/carers/sharing/without-agreement/of-my-teams/{first}")
    assert "Nobody who oversees sharing has looked at it yet." in page.text
    assert browser.open(f"/carers/sharing/without-agreement/of-my-teams/{there}").status == 404
    assert browser.open(f"/carers/sharing/without-agreement/{first}").status == 403


# Any order of decisions, ends of the link and contacts

TOPICS = st.frozensets(st.sampled_from(Topic), max_size=3)
AGO = st.integers(0, 5)
DECIDES = st.tuples(st.just("decides"), st.sampled_from(Agreed), TOPICS, st.booleans(), AGO, st.none() | st.integers(-4, 3))
ENDS = st.tuples(st.just("ends"), AGO)
TELLS = st.tuples(st.just("tells"), TOPICS, AGO, st.booleans())


def agreed_to(decision: Decision, topics: frozenset[Topic], day: date) -> bool:
    """The same question as the gate’s, asked of one decision in other words."""
    if decision.look_again_on is not None and decision.look_again_on < day:
        return False
    if decision.agreed is Agreed.LIMITED:
        return bool(topics) and all(topic in decision.topics for topic in topics)
    return decision.agreed is Agreed.FULL or (decision.agreed is Agreed.COULD_NOT_DECIDE and bool(decision.decided_by))


def last_made(written: list[Decision], day: date) -> Decision | None:
    """The decision that counts on a day, of those in the order in which they were written down."""
    taken_back = max((place for place, each in enumerate(written) if each.discussed_on is None), default=0)
    by_then = [each for each in written[taken_back:] if each.discussed_on is None or each.discussed_on <= day]
    in_order = sorted(by_then, key=lambda each: each.discussed_on or date.min)
    return in_order[-1] if in_order else None


def _decides(agreed: Agreed, ago: int) -> tuple[Any, ...]:
    return ("decides", agreed, frozenset(), False, ago, None)


TELL_NOW: tuple[Any, ...] = ("tells", frozenset(), 0, False)


# what was decided first is written down last, and does not undo what came after it
@example([_decides(Agreed.NOTHING, 1), _decides(Agreed.FULL, 3), TELL_NOW])
@example([_decides(Agreed.FULL, 1), _decides(Agreed.NOTHING, 3), TELL_NOW])
# a decision that belonged to somebody else is taken back, whenever it was made
@example([_decides(Agreed.FULL, 1), _decides(Agreed.NOT_ASKED, 0), _decides(Agreed.NOTHING, 3), TELL_NOW])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(DECIDES, ENDS, TELLS, TELLS), min_size=2, max_size=8))
def test_no_order_of_things_lets_more_through_than_was_agreed_or_overridden(
    app: Flask, team: Team, happened: list[tuple[Any, ...]]
) -> None:
    with app.app_context():
        today, link, decided, ended = time.today(), a_carer(team), list[Decision](), None
        for what, *told in happened:
            if what == "ends":
                ended = link.ended_on = ended or today - timedelta(days=told[0])
                link.since, link.ended_by = today - timedelta(days=9), SOMEBODY
            elif what == "decides" and ended is None:
                decided.append(_decision(today, *told))
                actions.write_down(link.id, decided[-1], by=SOMEBODY, at=time.now())
            elif what == "tells":
                topics, day, override = told[0], today - timedelta(days=told[1]), WHY if told[2] else None
                counts = last_made(decided, day)
                may = counts is not None and agreed_to(counts, topics, day) and (ended is None or day < ended)
                _told(link.id, topics, day, may=may, override=override)
        db.session.rollback()


def _decision(today: date, agreed: Agreed, topics: frozenset[Topic], best: bool, ago: int, again: int | None) -> Decision:
    if agreed is Agreed.LIMITED:
        topics = topics or frozenset([Topic.OTHER])
    return Decision(
        agreed, tuple(topics) if agreed is Agreed.LIMITED else (),
        discussed_on=None if agreed is Agreed.NOT_ASKED else today - timedelta(days=ago),
        decided_by="Dr Example" if best and agreed is Agreed.COULD_NOT_DECIDE else "",
        look_again_on=None if again is None else today + timedelta(days=again),
    )  # fmt: skip


def _told(link_id: UUID, topics: frozenset[Topic], day: date, *, may: bool, override: Allowed | None) -> None:
    before = db.session.query(SharingOverride).count()
    basis = None
    with suppress(NotAgreed):
        basis = actions.permit(link_id, topics, contact_id=uuid.uuid4(), on=day, by=SOMEBODY, at=time.now(), override=override)
    overridden = db.session.query(SharingOverride).count() - before
    assert (basis in {Basis.FULL, Basis.LIMITED, Basis.BEST_INTERESTS}) is may
    assert overridden == (override is not None and not may)
    assert (basis is None) is (not may and override is None)
