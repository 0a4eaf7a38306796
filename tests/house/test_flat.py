"""Goal 1 of docs/performance.md: what a page costs is bounded by the page, not by how many people there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from engage.web.paging import ROWS
from tests import factories
from tests.support.browser import Browser
from tests.support.clock import START
from tests.support.counting import counting
from tests.support.crawler import crawl
from tests.support.databases import NOWHERE, Maker
from tests.support.installation import installed
from tests.support.page import Page
from tests.support.people import somebody
from tests.support.trust import trust_of

FEW, MANY = 100, 3_000
CONTACTS = {FEW: None, MANY: 8_000}
"""With carers: of few people as in the story, else a hundred and more in each team."""
STATEMENTS, FETCHED, BYTES = 8, 5 * ROWS, 200_000
ROOMS, GATE, FACTS, WEEK = 9, 6, 3, 7
ASKS_EVERY_ROOM = {
    "reminders.rehearse": ROOMS,
    "reminders.rehearse_rule": GATE,
    "reminders.rehearse_person": ROOMS + GATE,
    "by_hand.one": FACTS,
    "by_hand.letter": FACTS,
    "stories.reminder": GATE,
    "stories.digest": WEEK,
}
"""What a page may ask beyond that, and why: what will go out is known to no table, so each room is asked once for what falls
due by its rules (about carers with who answers in their teams then); and the gate is asked about all lines of a page
together, by the same questions as just before sending (who is still here, how they are reached, what they agreed to until
when, what went before), as often for one line as for 25.
Why somebody got no digest is told from what is known of that week and from what would be said today.
What one message would say is put together from its facts, whichever room knows them, as just before sending."""

READS_WHAT_FALLS_DUE = {*ASKS_EVERY_ROOM, "reminders.check"}
DUE = 1_250
"""They read a row for each message of the coming 60 days, and for each promise to a carer that one counts; nothing else."""

WHO = (
    None, Role.MEMBER, Role.LEAD, Role.INFORMATION_GOVERNANCE, Role.ADMINISTRATOR, Role.CHAMPION, Role.CARER_LEAD,
)  # fmt: skip


@dataclass
class Cost:
    """The dearest page of one view."""

    statements: int = 0
    rows: int = 0
    size: int = 0


@pytest.fixture(scope="module")
def trusts(_makers: Callable[[str], Maker]) -> Iterator[tuple[Flask, Flask]]:
    """A trust with few people and one with many."""
    with time_machine.travel(START), ExitStack() as both:
        yield _trust(both, _makers("sqlite"), FEW), _trust(both, _makers("sqlite"), MANY)


def _trust(until: ExitStack, maker: Maker, people: int) -> Flask:
    app = installed(database_url=until.enter_context(maker.fresh(trust_of(people, contacts=CONTACTS[people]))), smtp_url=NOWHERE)
    with app.app_context():
        until.callback(db.engine.dispose)
    return app


def costs(app: Flask, role: Role | None) -> dict[str, Cost]:
    """The dearest page of every view that this role reaches."""
    factories.here.app = app
    browser, found = Browser(app), dict[str, Cost]()
    browser.knows("'", '"', "!")
    if role is not None:
        browser.sign_in_as(somebody(role))
    with counting(app) as cost:

        def met(view: str, page: Page) -> None:
            dearest = found.setdefault(view, Cost())
            dearest.statements = max(dearest.statements, len(cost.statements))
            dearest.rows = max(dearest.rows, cost.rows)
            dearest.size = max(dearest.size, len(page.response.data))
            cost.start()

        crawl(browser, starts=["/", "/me", "/team"] if role else ["/"], met=met)
    factories.here.app = None
    return found


@pytest.mark.parametrize("role", WHO, ids=lambda role: role.name.lower() if role else "nobody")
def test_a_page_costs_the_same_whether_there_are_few_people_or_many(trusts: tuple[Flask, Flask], role: Role | None) -> None:
    few, many = (costs(app, role) for app in trusts)
    dear = []
    for view, cost in many.items():
        most = STATEMENTS + ASKS_EVERY_ROOM.get(view, 0)
        fetched = DUE if view in READS_WHAT_FALLS_DUE else FETCHED
        if cost.statements > most or cost.rows > fetched or cost.size > BYTES:
            dear.append(f"{view}: {cost}")
        if view in few and view not in ASKS_EVERY_ROOM and cost.statements > few[view].statements:
            dear.append(f"{view}: {cost.statements} statements with many people, {few[view].statements} with few")
    assert dear == []
    assert set(few) <= set(many), "a page that few people lead to is out of reach among many"
