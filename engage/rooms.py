"""Every room that has pages, what stands in the menu for whoever may open it, and which views take more or less than others."""

from __future__ import annotations

from flask import Flask

import engage.accounts.views
import engage.audit.views
import engage.bounces.views
import engage.by_hand.views
import engage.calendars.views
import engage.carer_log.views
import engage.carers.views
import engage.consent.views
import engage.contacts.views
import engage.coverage.views
import engage.digests.views
import engage.doubles.views
import engage.equality.views
import engage.helping.views
import engage.home.views
import engage.mailings.views
import engage.message_templates.views
import engage.monitoring.views
import engage.needs.views
import engage.outbox.views
import engage.pool.views
import engage.privacy.views
import engage.profile.views
import engage.reminders.views
import engage.sharing.views
import engage.spreadsheets.views
import engage.staff.views
import engage.stories.views
import engage.teams.views
import engage.welcome.views
from engage.carer_log.actions.handing_over import hand_over
from engage.carer_log.queries.handing_over import left, waiting
from engage.jobs.carers import CARERS
from engage.policy import Permission
from engage.settings import Settings
from engage.sheets.limits import LARGEST_UPLOAD
from engage.web.frame import Frame, Link

ROOMS = (
    engage.home.views.bp,
    engage.pool.views.bp,
    engage.doubles.views.bp,
    engage.privacy.views.bp,
    engage.monitoring.views.bp,
    engage.helping.views.bp,
    engage.helping.views.paper,
    engage.mailings.views.bp,
    engage.digests.views.bp,
    engage.digests.views.own,
    engage.by_hand.views.bp,
    engage.message_templates.views.bp,
    engage.mailings.views.everybody,
    engage.welcome.views.bp,
    engage.contacts.views.bp,
    engage.contacts.views.own,
    engage.needs.views.bp,
    engage.spreadsheets.views.bp,
    engage.equality.views.bp,
    engage.profile.views.bp,
    engage.consent.views.bp,
    engage.consent.views.team,
    engage.accounts.views.bp,
    engage.calendars.views.bp,
    engage.staff.views.bp,
    engage.outbox.views.bp,
    engage.stories.views.bp,
    engage.bounces.views.bp,
    engage.bounces.views.receipts.bp,
    engage.reminders.views.bp,
    engage.reminders.views.public_bp,
    engage.audit.views.bp,
    engage.teams.views.bp,
    engage.carers.views.bp,
    engage.carers.views.office,
    engage.carers.views.own,
    engage.sharing.views.bp,
    engage.carer_log.views.bp,
    engage.coverage.views.bp,
)
MENU = (
    Link(Permission.OWN_RECORD, "Home", "home.me"),
    Link(Permission.OWN_RECORD, "What we send you", "consent.choices"),
    Link(Permission.OWN_RECORD, "What you need", "needs.support"),
    Link(Permission.OWN_RECORD, "What we hold about you", "privacy.held"),
    Link(Permission.TEAM_HOME, "Home", "home.team"),
    Link(Permission.CARERS_HOME, "Home", "carer_log.home"),
    Link(Permission.CARERS_LOG, "Log a contact", "carer_log.log"),
    Link(Permission.CARERS_READ, "Follow-ups", "carer_log.follow_ups"),
    Link(Permission.CARERS_READ, "Carers", "carer_log.people"),
    Link(Permission.CARERS_CHANGE, "Team", "teams.mine"),
    Link(Permission.TEAMS_KEEP, "Teams", "teams.teams"),
    Link(Permission.POOL_READ, "People", "pool_team.people"),
    Link(Permission.POOL_WELCOME, "Waiting for welcome", "pool_team.waiting"),
    Link(Permission.MESSAGES_WRITE, "Write to people", "mailings.everything"),
    Link(Permission.MESSAGES_READ, "Messages", "outbox.messages"),
    Link(Permission.MESSAGES_BRING, "By phone, text and post", "by_hand.by_hand"),
    Link(Permission.REMINDERS_READ, "Reminders", "reminders.rules"),
    Link(Permission.ACCOUNTS_MANAGE, "How it is running", "monitoring.running"),
    Link(Permission.ACCOUNTS_MANAGE, "Accounts", "staff.accounts"),
    Link(Permission.ERASURE_CONFIRM, "Records to erase", "privacy.erasures"),
    Link(Permission.REQUESTS_ANSWER, "Requests", "privacy.requests"),
    Link(Permission.HOLDS_PLACE, "Legal holds", "privacy.holds"),
    Link(Permission.RETENTION_KEEP, "How long things are kept", "privacy.keeping"),
    Link(Permission.WHOLE_READ, "Coverage", "coverage.coverage"),
    Link(Permission.WHOLE_READ, "Contacts in numbers", "coverage.contacts"),
    Link(Permission.NETWORK_READ, "Network", "coverage.network"),
    Link(Permission.NOTICES_PUBLISH, "What people are asked", "consent_team.purposes"),
    Link(Permission.CARERS_REQUEST, "Requests of carers", "carer_records.look_for"),
    Link(Permission.SHARING_OVERSEE, "Shared without agreement", "sharing.overridden"),
    Link(Permission.AUDIT_READ, "Who did what", "audit.events"),
)
# views that take larger bodies of whoever is signed in, and those that take only small ones
_LARGER = ("spreadsheets.add", "teams.bring", "coverage.share_material", "coverage.replace_material")
LARGER = dict.fromkeys(_LARGER, LARGEST_UPLOAD)
SMALLER = {"receipts.take": engage.bounces.views.receipts.LARGEST_RECEIPT}
# programs post to these by themselves, and have no form: a mail program (RFC 8058), and GOV.UK Notify
WITHOUT_FORM_TOKEN = (engage.consent.views.one_press, engage.bounces.views.receipts.take)
ACCOUNT_MENU = (Link(Permission.OWN_ACCOUNT, "Your account", "staff.account"),)


def register(app: Flask) -> None:
    """Give the application its rooms, and tell those that must know what stands above them."""
    for room in ROOMS:
        app.register_blueprint(room)
    engage.carers.views.prepare(app, CARERS)
    engage.teams.views.prepare(app, engage.teams.views.Roof(left, waiting, hand_over))


def frame(settings: Settings) -> Frame:
    """What stands around every page."""
    return Frame(organisation=settings.organisation.name, service=settings.organisation.service, menu=MENU, account=ACCOUNT_MENU)
