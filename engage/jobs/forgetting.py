"""What is forgotten at night because nobody needs it any longer: one job a room, and those who never confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from datetime import time as wall

from engage.accounts import actions as accounts
from engage.bounces import actions as bounces
from engage.by_hand import actions as by_hand
from engage.carer_log.actions import drafts as carer_log
from engage.carers import actions as carers
from engage.contacts import actions as contacts
from engage.db import db, reading_only
from engage.doubles import actions as doubles
from engage.helping import actions as helping
from engage.jobs.carers import forget_carers
from engage.pool import actions as pool
from engage.pool import due
from engage.staff import actions as staff
from engage.teams.actions import bringing as teams
from engage.throttle import actions as throttle
from engage.timetable.rules import Job, Tally
from engage.welcome import actions as welcome


def _forgets(forget: Callable[[datetime], int]) -> Callable[[datetime], Tally]:
    """A job that forgets what has been kept long enough and commits. forget: takes the present instant, says how many."""

    def run(now: datetime) -> Tally:
        forgotten = forget(now)
        db.session.commit()
        return {"forgotten": forgotten}

    return run


def forget_sign_ups(now: datetime) -> Tally:
    """Erase people who joined thirty days ago and never confirmed that it was them."""
    with reading_only():
        people = due.sign_ups_to_forget(now)
        db.session.rollback()
    forgotten = 0
    for person_id in people:
        forgotten += pool.forget_unconfirmed(person_id, now=now)
        db.session.commit()
    return {"forgotten": forgotten}


def _job(name: str, hour: int, minute: int, reason: str, forget: Callable[[datetime], int]) -> Job:
    return Job(f"forget {name}", wall(hour, minute), reason, _forgets(forget))


FORGETTING: tuple[Job, ...] = (
    _job("limits", 3, 10, "Counts of what is limited are kept no longer than they limit.", throttle.forget_old),
    _job("letters", 3, 15, "What a printed letter says is kept for a day after it was posted.", by_hand.forget_words),
    _job("drafts", 3, 20, "Answers that were not sent are kept for 7 days.", pool.forget_old_drafts),
    Job("forget sign-ups", wall(3, 30), "Who never confirmed an address is erased after 30 days.", forget_sign_ups),
    _job("what came back", 3, 30, "What came back is kept for a year, decided replies for a month.", bounces.forget_old),
    _job("addresses", 3, 35, "A new address is kept for a day, the one before it for two.", contacts.forget_addresses),
    _job("typed words", 3, 40, "What staff typed when their sign-in ran out is kept for an hour.", staff.forget_old_forms),
    _job("searches", 3, 45, "What the team searched for is kept for 12 hours.", welcome.forget_old_searches),
    _job("unsaved people", 3, 45, "What the team typed for somebody and did not save is kept a day.", helping.forget_old_drafts),
    _job("begun contacts", 3, 45, "A contact that was begun is kept half a day, one from a phone a week.", carer_log.forget_old),
    _job("sign-ins", 3, 50, "A request for a link is kept a day, an ended sign-in a month.", accounts.forget_old),
    _job("teams in files", 3, 55, "A file of teams that nobody confirmed is kept for a day.", teams.forget_old),
    _job("carer codes", 3, 50, "A code to join the pool works once, for 7 days.", carers.forget_codes),
    _job("carer searches", 3, 50, "What was looked for because of a request is kept for 12 hours.", carers.forget_searches),
    Job("forget carers", wall(3, 40), "A carer is forgotten when the times the carer lead set are over.", forget_carers),
    _job("merges", 3, 55, "What two records were before a merge is kept for 30 days.", doubles.forget_old),
)
