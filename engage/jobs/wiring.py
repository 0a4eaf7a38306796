"""Every kind of message (who says whether it may go, who reads the facts, who writes it) and everything that falls due.

A room adds its kinds to `KINDS` and its `due` functions to `DUES`; outbox and reminders never learn what they are about.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from engage.accounts import emails as accounts_emails
from engage.accounts import queries as accounts
from engage.by_hand.rules import Roof
from engage.calendars.rules import Source
from engage.carer_log import due as carer_log_due
from engage.carer_log import emails as carer_log_emails
from engage.carer_log.queries import reminding
from engage.carers import emails as carers_emails
from engage.carers.queries import young as carers_young
from engage.consent import due as consent_due
from engage.consent import emails as consent_emails
from engage.consent import queries as consent
from engage.consent.actions import renewing
from engage.contacts import emails as contacts_emails
from engage.contacts.queries import reach as contacts
from engage.contacts.queries.log import reached_about
from engage.coverage import emails as coverage_emails
from engage.coverage.queries import messages as coverage
from engage.coverage.queries import network
from engage.coverage.rules import messages as coverage_rules
from engage.digests import emails as digests_emails
from engage.digests import queries as digests
from engage.digests import rules as digests_rules
from engage.mail import Email
from engage.mailings import emails as mailings_emails
from engage.mailings import rules as mailings
from engage.mailings.queries import dates
from engage.mailings.queries import one as mailings_one
from engage.mailings.rules import dates as mailing_dates
from engage.message_templates import emails as templates_emails
from engage.message_templates import queries as templates
from engage.message_templates import rules as templates_rules
from engage.needs import due as needs_due
from engage.needs import emails as needs_emails
from engage.needs import queries as needs
from engage.outbox.rules import Bulk, Kind, Letter
from engage.people import queries as people
from engage.policy import Permission
from engage.pool import due as pool_due
from engage.pool import emails as pool_emails
from engage.pool import queries as pool
from engage.privacy import due as privacy_due
from engage.privacy import emails as privacy_emails
from engage.privacy.queries import keeping, looks, requests
from engage.reminders.queries.gate import guarded
from engage.reminders.rules import Reminder
from engage.sharing import due as sharing_due
from engage.sharing import emails as sharing_emails
from engage.sharing.queries import looking, overrides
from engage.staff import emails as staff_emails
from engage.staff import queries as staff
from engage.teams import due as teams_due
from engage.teams import emails as teams_emails
from engage.teams.actions.appointing import WELCOME as APPOINTED
from engage.teams.queries import reminding as teams
from engage.welcome import actions as welcome
from engage.welcome import due as welcome_due
from engage.welcome import emails as welcome_emails
from engage.welcome.queries import one, waiting

# Kind(name, may_go, facts, email, title), where title is what the team calls it on its screens
_KINDS: tuple[Kind[Any], ...] = (
    Kind("staff.invitation", staff.may_invite, staff.invitation_facts, staff_emails.invitation, "Invitation to an account"),
    Kind(
        "staff.new_password",
        staff.may_mail_new_password,
        staff.new_password_facts,
        staff_emails.new_password,
        "Link for a new password",
    ),
    Kind(
        "accounts.sign_in",
        accounts.may_sign_in,
        partial(accounts.sign_in_facts, reach=people.reach_by_email),
        accounts_emails.sign_in,
        "Link and code to sign in",
    ),
    Kind("pool.confirm", pool.may_confirm, pool.confirm_facts, pool_emails.confirm, "Please confirm your e-mail"),
    Kind(
        contacts.CONFIRM, contacts.may_confirm, contacts.confirm_facts, contacts_emails.confirm, "Please confirm your new e-mail"
    ),
    Kind(contacts.CHANGED, contacts.may_tell, contacts.changed_facts, contacts_emails.changed, "E-mail address changed"),
    Kind(pool.GOODBYE, pool.may_say_goodbye, pool.left_facts, pool_emails.left, "You have left"),
    Kind(
        "consent.changed",
        pool.may_go,
        partial(needs.in_format, facts=consent.choice_facts),
        partial(needs_emails.in_their_format, usual=consent_emails.changed, easy_read=consent_emails.changed_easy_read),
        "You changed what we send you",
    ),
    Kind(
        "consent.break_over",
        partial(consent.may_say_over, otherwise=pool.may_go),
        consent.choice_facts,
        consent_emails.break_over,
        "Your break is over",
    ),
    Kind(
        consent.RENEW,
        partial(consent.may_ask_again, otherwise=pool.may_go),
        consent.renew_facts,
        consent_emails.renew,
        "Shall we keep sending this?",
    ),
    Kind("staff.changed", staff.may_write, staff.changed_facts, staff_emails.changed, "Sign-in details changed"),
    Kind(
        needs.REVIEW,
        partial(needs.may_review, otherwise=pool.may_go),
        needs.review_facts,
        needs_emails.review,
        "Asking again what they need",
    ),
    Kind(
        welcome.WELCOMED,
        pool.may_go,
        partial(needs.in_format, facts=one.welcome_facts),
        partial(needs_emails.in_their_format, usual=welcome_emails.welcomed, easy_read=welcome_emails.welcomed_easy_read),
        "Welcome",
    ),
    Kind(
        mailings.KIND,
        pool.may_go,
        mailings_one.facts,
        mailings_emails.message,
        "Written to many people",
        Bulk(pool.may_go_all, mailings_one.facts_all, mailings_one.OWN),
    ),
    Kind(
        digests_rules.KIND,
        pool.may_go,
        digests.facts,
        digests_emails.weekly,
        "Ways to get involved, once a week",
        Bulk(pool.may_go_all, digests.facts_all, digests.OWN),
    ),
    Kind(templates_rules.TEST, templates.may_test, templates.test_facts, templates_emails.test, "Test of a message’s words"),
    Kind(
        mailing_dates.CHANGED,
        partial(dates.may_tell, otherwise=pool.may_go),
        dates.notice_facts,
        mailings_emails.changed,
        "A date has changed",
    ),
    Kind(
        mailing_dates.CANCELLED,
        partial(dates.may_tell, otherwise=pool.may_go),
        dates.notice_facts,
        mailings_emails.cancelled,
        "A date is cancelled",
    ),
    Kind(mailings.TEST, mailings_one.may_test, mailings_one.test_facts, mailings_emails.test, "Test of what goes to many"),
    Kind(coverage_rules.KIND, coverage.may_go, coverage.facts, coverage_emails.message, "Written to champions or managers"),
    Kind(coverage_rules.TEST, coverage.may_test, coverage.facts, coverage_emails.test, "Test of what goes to champions"),
    Kind(privacy_due.REQUEST, requests.may_remind, requests.due_facts, privacy_emails.request, "A request waits for an answer"),
    Kind(privacy_due.COMING, keeping.may_tell, keeping.coming_facts, privacy_emails.coming, "What is let go in the next 30 days"),
    Kind(privacy_due.LOOKS, looks.may_tell, looks.looks_facts, privacy_emails.looks, "Reading that is worth a question"),
    Kind(
        carers_young.KIND,
        carers_young.may_tell,
        carers_young.young_facts,
        carers_emails.young,
        "Somebody was written down as a young carer",
    ),
    Kind(
        looking.LOOK_AGAIN,
        looking.may_remind,
        looking.look_again_facts,
        sharing_emails.look_again,
        "What may be shared is to be looked at again",
    ),
    Kind(
        overrides.OVERRIDDEN,
        overrides.may_tell_of,
        overrides.override_facts,
        sharing_emails.override,
        "Something was shared without an agreement",
    ),
    Kind(carer_log_due.KIND, reminding.may_remind, reminding.follow_up_facts, carer_log_emails.follow_ups, "Follow-ups today"),
    Kind(welcome_due.KIND, waiting.may_remind, waiting.waiting_facts, welcome_emails.waiting, "People are waiting for a welcome"),
    Kind(APPOINTED, teams.may_welcome, teams.appointed_facts, teams_emails.appointed, "You are now carer champion"),
    Kind(teams_due.UNCOVERED, teams.may_tell, teams.gap_facts, teams_emails.uncovered, "A team has no carer champion"),
    Kind(teams_due.TRAINING, teams.may_warn, teams.training_facts, teams_emails.training, "Training runs out"),
)
KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in _KINDS}


def _in_words(letter: Letter) -> Email | None:
    """What a message would say now, for whoever brings it another way; None when there is nothing left to say."""
    kind = KINDS[letter.kind]
    facts = kind.facts(letter)
    return None if facts is None else kind.email(facts)


# Reminder(kind, due, ask=...): `due(since, until, offsets)` says what falls due from one instant until just before another; it is
# asked by every tick for what is due by now, and by the rehearsal for the coming weeks, so it looks at these instants and
# never at the clock. `ask` is the room’s part of the kind’s `may_go` for many at once, for the rehearsal. The rest of the rule
# (when, how often, until when) stands in engage/reminders/starter.toml.
DUES: tuple[Reminder, ...] = (
    Reminder("pool.confirm", pool_due.confirm_your_address, ask=pool.all_may_confirm),
    Reminder(welcome_due.KIND, welcome_due.welcome_waiting, ask=waiting.all_may_remind, to_staff=True),
    Reminder(
        needs.REVIEW,
        partial(needs_due.review_is_due, still_here=pool.still_here),
        ask=partial(needs.all_may_review, otherwise=pool.may_go_each),
        contacted=reached_about,
    ),
    Reminder(teams_due.UNCOVERED, teams_due.team_uncovered, ask=teams.all_may_tell, to_staff=True),
    Reminder(teams_due.TRAINING, teams_due.training_runs_out, ask=teams.all_may_warn, to_staff=True),
    Reminder(privacy_due.REQUEST, privacy_due.requests_to_answer, ask=requests.all_may_remind, to_staff=True),
    Reminder(privacy_due.COMING, privacy_due.things_to_let_go, ask=keeping.all_may_tell, to_staff=True),
    Reminder(privacy_due.LOOKS, privacy_due.unusual_reading, ask=looks.all_may_tell, to_staff=True),
    Reminder(looking.LOOK_AGAIN, sharing_due.look_again, ask=looking.all_may_remind, to_staff=True),
    Reminder(carer_log_due.KIND, carer_log_due.follow_ups_today, ask=reminding.all_may_remind, to_staff=True),
    Reminder(
        consent.RENEW,
        consent_due.yes_runs_out,
        noted=renewing.note_asked,
        ask=partial(consent.all_may_ask_again, otherwise=pool.may_go_each),
    ),
    Reminder(
        consent.BREAK_OVER,
        consent_due.break_is_over,
        ask=partial(consent.all_may_say_over, otherwise=pool.may_go_each),
        contacted=reached_about,
    ),
)
KINDS |= {reminder.kind: guarded(KINDS[reminder.kind], reminder) for reminder in DUES}
BY_HAND = Roof(_in_words, lambda letter, now: KINDS[letter.kind].may_go(letter, now))

# Source(name, permission, noted): `noted(reader, today)` says which dates stand in somebody's own calendar; asked whenever
# their calendar program reads its secret address, of everybody whose role holds the permission.
SOURCES: tuple[Source, ...] = (
    Source("dates to keep", Permission.OWN_RECORD, dates.dates_sent),
    Source("yes ends", Permission.OWN_RECORD, consent_due.yes_ends),
    Source("own review", Permission.OWN_RECORD, needs_due.own_review),
    Source("welcomes due", Permission.POOL_WELCOME, welcome_due.welcomes_due),
    Source("reviews due", Permission.NEEDS_RECORD, welcome_due.reviews_due),
    Source("champions’ meetings", Permission.NETWORK_READ, network.meetings_noted),
    Source("requests due", Permission.REQUESTS_ANSWER, privacy_due.requests_due),
    Source("follow-ups due", Permission.CARERS_LOG, carer_log_due.promises_due),
)
