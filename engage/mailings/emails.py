"""A mailing as one person gets it, and the test that whoever wrote it sends to themselves; facts in, e-mail out.

Where messages go by GOV.UK Notify no file goes with them: then the words say so, and lead to the page about the date.
"""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, url_for

from engage.calendars.rules import Entry, files
from engage.consent.emails import stop_headers
from engage.mail import Attached, Email
from engage.mailings.queries.dates import PAGE, NoticeFacts, token_of
from engage.mailings.queries.one import Facts
from engage.mailings.rules.dates import Kept
from engage.mailings.rules.words import CALLED, TEAM, TRUST, Words
from engage.web.letters import files_travel, our_organisation, worded, write

# the same sentences for messages that carry a file, and for those that lead to it
_FILE_CHANGES = "The file changes it in your calendar. Delete the old one if you see two."
_NO_FILE_CHANGES = "The file on that page changes it in your calendar. Delete the old one if you see two."
_FILE_CANCELS = "The file with this message takes it out of your calendar. If it still stands there, delete it."
_NO_FILE_CANCELS = "If it stands in your calendar, please delete it there."


def message(facts: Facts) -> Email:
    """N1 and every other mailing: an optional message, with the ways out."""
    if facts.links is None:
        raise ValueError("a message to many carries the way to stop it")
    return _write("mailings/message", facts, headers=stop_headers(facts.links), token=facts.links.choices)


def test(facts: Facts) -> Email:
    """The same words to whoever wrote them, said to be a test."""
    return _write("mailings/test", facts, headers=None, token="")


def changed(facts: NoticeFacts) -> Email:
    """E8c: a date they were sent is another one now."""
    calendars = _FILE_CHANGES if files_travel() else _NO_FILE_CHANGES
    return _notice("mailings/date_changed", facts, {"when it was before": facts.before.entry().when, "your calendar": calendars})


def cancelled(facts: NoticeFacts) -> Email:
    """E8x: a date they were sent does not take place."""
    return _notice("mailings/date_cancelled", facts, {"your calendar": _FILE_CANCELS if files_travel() else _NO_FILE_CANCELS})


def page_of(kept: Kept) -> Entry:
    """A date with the address of its page."""
    return kept.entry(url_for(PAGE, token=token_of(kept.mailing_id), _external=True))


def file_with(entry: Entry) -> Attached:
    """The calendar file of a date, as it stands on its page and travels with a message."""
    ours = our_organisation()
    content = files.file_of(entry, team=ours.team, address=ours.email)
    return Attached(files.NAME, f"{files.KIND}; charset=utf-8; method={files.method_of(entry)}", content)


def _notice(name: str, facts: NoticeFacts, more: dict[str, str]) -> Email:
    entry = page_of(facts.kept)
    date = render_template("emails/mailings/_date.txt", date=entry, with_file=files_travel()).strip()
    values = {"title that gives nothing away": entry.summary, "the date": date, **more}
    email = worded(name, to=facts.to, greeting=facts.greeting, values=values)
    return replace(email, attached=file_with(entry) if files_travel() else None)


def filled(words: Words, *, called: str) -> Words:
    """The words with the names filled in."""
    organisation = our_organisation()
    return words.filled({CALLED: called, TEAM: organisation.team, TRUST: organisation.name})


def _write(name: str, facts: Facts, *, headers: dict[str, str] | None, token: str) -> Email:
    words, date = filled(facts.words, called=facts.greeting), None if facts.date is None else page_of(facts.date)
    email = write(
        name, to=facts.to, subject=words.subject, headers=headers, greeting=facts.greeting, words=words, purpose=facts.purpose,
        token=token, date=date, with_file=files_travel(),
    )  # fmt: skip
    if facts.date is None or date is None:
        return replace(email, wording=f"{email.wording} {facts.wording}")
    attached = file_with(date) if files_travel() and not date.cancelled else None
    return replace(email, wording=f"{email.wording} {facts.wording}{facts.date.wording}", attached=attached)
