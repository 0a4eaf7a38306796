"""The worker's application: everything it stands on and the addresses its letters lead to, but no page and no form.

What answers a browser is half of the program. A worker that reads it in holds it in memory for ever.
"""

from __future__ import annotations

from flask import Flask

from engage.footing import lay
from engage.settings import Settings

# the pages that letters lead to, and where they are; tests compare them with the pages themselves
LINKED = {
    "accounts.sign_in": "/sign-in",
    "accounts.sign_in_link": "/s/<token>",
    "audit.looks": "/team/audit/looks",
    "carer_log.follow_ups": "/carers/follow-ups",
    "carer_log.person": "/carers/people/<number>",
    "consent.break_by_link": "/c/<token>/break",
    "consent.by_link": "/c/<token>",
    "consent.one_press": "/u/<token>",
    "consent.renew_by_link": "/c/<token>/again",
    "consent.why": "/w/<token>",
    "coverage.network": "/carers/network",
    "dates.show": "/dates/<token>",
    "enough.enough": "/r/<token>",
    "home.help_now": "/help-now",
    "home.me": "/me",
    "needs.support": "/me/support",
    "people.email_link": "/confirm/e-mail/<token>",
    "pool.confirm": "/confirm/<token>",
    "pool_team.waiting": "/team/people/waiting",
    "privacy.keeping": "/team/keeping",
    "privacy.one_request": "/team/requests/<uuid:request_id>",
    "sharing.override": "/carers/sharing/without-agreement/<uuid:override_id>",
    "sharing.to_ask": "/carers/sharing",
    "staff.invitation": "/staff/invitation/<token>",
    "staff.new_password": "/staff/new-password/<token>",
    "staff.sign_in": "/staff/sign-in",
    "teams.mine": "/carers/teams/mine",
    "teams.team": "/carers/teams/<uuid:team_id>",
    "teams.training": "/carers/teams/training",
    "ways.ways": "/me/ways",
}


def create_worker(settings: Settings) -> Flask:
    """The application in which jobs run, for these settings; answers nobody."""
    app = lay(settings)
    for endpoint, address in LINKED.items():
        app.add_url_rule(address, endpoint, build_only=True)
    return app
