"""Who may open what: every view is marked, the agreed lists hold, and every door was tried by everybody."""

from __future__ import annotations

import pytest
from flask import Flask

from engage.accounts.rules import MAY, Role
from engage.policy import Permission, access_of
from tests.support.browser import Browser
from tests.support.golden import Golden
from tests.support.people import somebody
from tests.support.routes import Route, methods, routes, rules

pytestmark = pytest.mark.one_database("sqlite")
DOORS = ("/sign-in", "/staff/sign-in")


def test_every_view_is_marked(app: Flask) -> None:
    assert [rule.endpoint for rule in rules(app) if access_of(app, rule.endpoint) is None] == []


def test_every_public_view_says_why(app: Flask) -> None:
    open_ones = [(rule.endpoint, access_of(app, rule.endpoint)) for rule in rules(app)]
    assert [name for name, access in open_ones if access and access.permission is None and len(access.why_public) < 10] == []


def test_the_golden_list_of_addresses_holds(app: Flask, golden: Golden) -> None:
    lines = []
    for rule in rules(app):
        access = access_of(app, rule.endpoint)
        who = "nobody" if access is None else access.permission.name if access.permission else f"public: {access.why_public}"
        logs = ", logs who looked" if access is not None and access.logs_reading else ""
        lines.append(f"{rule.rule} | {' '.join(methods(rule))} | {rule.endpoint} | {who}{logs}")
    golden.holds("routes.txt", "\n".join(lines))


def test_the_golden_list_of_permissions_holds(golden: Golden) -> None:
    lines = [f"{role.value}: {', '.join(sorted(each.name for each in MAY[role])) or 'nothing'}" for role in Role]
    golden.holds("permissions.txt", "\n".join(lines))


def test_every_permission_is_asked_for_and_held_by_somebody(app: Flask) -> None:
    asked = {access.permission for rule in rules(app) if (access := access_of(app, rule.endpoint)) is not None}
    held = {permission for each in MAY.values() for permission in each}
    assert set(Permission) - asked == set()
    assert set(Permission) - held == set()


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.name.lower() if role else "nobody")
def test_every_address_opens_for_those_who_may_and_for_nobody_else(app: Flask, role: Role | None) -> None:
    browser = Browser(app)
    account = somebody(role) if role else None
    wrong = []
    for route in routes(app):
        browser.forget_cookies()
        if account is not None:
            browser.sign_in_as(account)
        answer = browser.client.open(route.path, method=route.method, base_url=f"https://{browser.host}")
        told = _told(route, role, answer.status_code, answer.headers.get("Location", ""))
        wrong += [f"{route}: {answer.status_code}, {told}"] if told else []
    assert wrong == []


def _told(route: Route, role: Role | None, status: int, location: str) -> str:
    """What is wrong with an answer, or nothing."""
    if status >= 500 and route.rule.endpoint != "home.readyz":
        return "an error of ours"
    if route.access is None or route.access.permission is None:
        return "a public page was refused" if status in (401, 403) else ""
    if role is None:
        return "" if status in (302, 303) and location.partition("?")[0] in DOORS else "nobody must be asked to sign in"
    if route.access.permission in MAY[role]:
        return "" if status in (200, 302, 303, 404, 410, 422) else "whoever may was refused"
    return "" if status == 403 else "it must be refused"
