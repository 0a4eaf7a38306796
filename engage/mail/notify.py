"""GOV.UK Notify as a line: one call over HTTPS for each message, by its own client library.

A message goes with the first part of its Message-ID as its reference, so that Notify can be asked what became of it. One call
has one time limit, however slowly the answer comes. This module is read only where an installation chose Notify, since the
library is an extra.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

import requests
import urllib3.exceptions as wire
from notifications_python_client.errors import APIError, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from engage.mail.faults import LineDown, NotNow, Refused, Unknown
from engage.mail.line import TIMEOUT_SECONDS
from engage.mail.pipeline import Fate, Handed, Parcel
from engage.mail.timely_http import keep_time, one_limit

FAILURES = ("permanent-failure", "temporary-failure", "technical-failure")
PAGES = 40
# types of error that are only ever about one address or number
_OF_AN_ADDRESS = ("InvalidEmailError", "InvalidPhoneError")
# what a ValidationError begins with when it is about the recipient: every other field is ours, and the same for everybody
_RECIPIENT = ("email_address", "phone_number")
# where a BadRequestError is about one message and not about how we are set up; as it says it, in small letters
_OF_ONE_MESSAGE = (
    "cannot be longer",
    "character count",
    "message is empty",
    "international",
    "landline",
    "recipient can't be empty",
)
_NOTHING_WAS_SENT = (wire.NewConnectionError, wire.ConnectTimeoutError, wire.SSLError, wire.ProxyError)
# what an answer may be that is not what Notify answers
_NO_SENSE = (KeyError, TypeError, AttributeError, ValueError)

# the library logs what it asks for; we log by ourselves, without whom it was about
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Told:
    """What Notify says of one message of ours."""

    reference: str
    status: str


class NotifyLine:
    """One key and one template. Kept open as long as it works; nothing is sent before `hand_over`.

    is_text: for text messages, whose template has ((body)); that for e-mails has ((subject)) and ((body)).
    """

    def __init__(
        self, key: str, template: str, *, base_url: str, is_text: bool = False, timeout: float = TIMEOUT_SECONDS
    ) -> None:
        self.template, self.is_text = template, is_text
        client: Any = NotificationsAPIClient
        self._client: Any = client(key, base_url=base_url, timeout=one_limit(timeout))
        keep_time(self._client.request_session)
        self._to = ""

    def offer(self, *, sender: str, to: str) -> None:
        """Notify has its own sender, and is told the recipient with the message."""
        self._to = to

    def hand_over(self, body: bytes, *, again: bool = False) -> None:
        """Send it. `again`: it was tried before, so Notify is asked first whether it has it. Raises LineDown too."""
        self._send(self._to, body, again=again)

    def hand_over_all(self, parcels: Sequence[Parcel], *, sender: str, goes_on: Callable[[], bool]) -> Handed:
        """One after another, each by itself."""
        fates = [Fate.WAITS] * len(parcels)
        for place, parcel in enumerate(parcels):
            if not goes_on():
                break
            try:
                self._send(parcel.to, parcel.body, again=parcel.again)
            except LineDown as fault:
                return Handed(fates, str(fault))
            except NotNow:
                fates[place] = Fate.PUT_OFF
            except Refused:
                fates[place] = Fate.REFUSED
            except Unknown:
                fates[place] = Fate.UNKNOWN
                return Handed(fates, "cut")
            else:
                fates[place] = Fate.TAKEN
        return Handed(fates)

    def hang_up(self) -> None:
        """Close the connections; nothing was begun on them."""
        self._client.request_session.close()

    def goodbye(self) -> None:
        self.hang_up()

    def became_of(self, reference: str) -> str | None:
        """What Notify says of a message; None when it does not know it. Raises LineDown."""
        found = self._page({"reference": reference})
        return found[0][0].status if found[0] else None

    def failures(self) -> Iterator[list[Told]]:
        """What could not be delivered, of the days that Notify keeps, a page at a time, newest first. Raises LineDown."""
        older: dict[str, Any] = {}
        for _ in range(PAGES):
            page, last = self._page({"status": FAILURES, "template_type": "sms" if self.is_text else "email", **older})
            if not page:
                return
            yield page
            older = {"older_than": last}

    def _page(self, asked: dict[str, Any]) -> tuple[list[Told], str]:
        try:
            rows = self._client.get_all_notifications(**asked)["notifications"]
            found = [Told(str(row["reference"] or ""), str(row["status"])) for row in rows]
            return found, str(rows[-1]["id"]) if rows else ""
        except (APIError, *_NO_SENSE) as error:
            raise LineDown(_named(error)) from error

    def _send(self, to: str, body: bytes, *, again: bool) -> None:
        said = message_from_bytes(body, policy=policy.default)
        reference = str(said["Message-ID"]).strip("<>").partition("@")[0]
        if again and self.became_of(reference) is not None:
            return
        part: Any = said.get_body(("plain",))
        words = str(part.get_content()).replace("\r\n", "\n")
        try:
            self._post(to, words, subject=str(said["Subject"]), reference=reference, stop=_stop_link(said["List-Unsubscribe"]))
        except InvalidResponse as error:
            self._find_out(reference, error)
        except HTTPError as error:
            if error.response is not None:
                raise _meaning(error) from error
            if _was_not_sent(error.__cause__):
                raise LineDown(_named(error)) from error
            self._find_out(reference, error)

    def _post(self, to: str, words: str, *, subject: str, reference: str, stop: str | None) -> None:
        if self.is_text:
            self._client.send_sms_notification(to, self.template, {"body": words}, reference)
        else:
            self._client.send_email_notification(
                to, self.template, {"subject": subject, "body": words}, reference, one_click_unsubscribe_url=stop
            )

    def _find_out(self, reference: str, error: APIError) -> None:
        """The answer did not come: Notify says whether it has the message. Raises Unknown where it does not know, or not yet."""
        try:
            is_there = self.became_of(reference) is not None
        except LineDown:
            is_there = False
        if not is_there:
            raise Unknown(_named(error)) from error


def _meaning(error: HTTPError) -> LineDown | NotNow | Refused:
    """What an answer means. After 5xx nobody knows for certain, so whoever tries again asks first.

    A 400 is told apart by the type of error, which Notify promises not to change, and only where the type says too little by
    its wording. A ValidationError names the field: the recipient is one message, any other field is how we are set up. A
    BadRequestError is how we are set up (no such template, a missing placeholder, a key for trials or for the team), unless
    its wording is known to be about this message (too long, empty, a number abroad): should that wording change, the line
    rests instead and nobody is blamed. What we cannot read puts off this message alone.
    """
    code = error.status_code
    if code >= 500:
        return NotNow(code)
    if code == 413:
        return Refused(code)
    if code != 400:
        return LineDown(str(code))
    blamed = [_is_about_one(kind, words) for kind, words in _said(error)]
    if False in blamed:
        return LineDown(str(code))
    return Refused(code) if blamed and all(blamed) else NotNow(code)


def _is_about_one(kind: str, words: str) -> bool | None:
    """Whether an error of a type, with its wording in small letters, is about one message; None where we cannot tell."""
    if kind == "ValidationError":
        return words.startswith(_RECIPIENT)
    if kind == "BadRequestError":
        return any(known in words for known in _OF_ONE_MESSAGE)
    return True if kind in _OF_AN_ADDRESS else None


def _said(error: HTTPError) -> list[tuple[str, str]]:
    """Every error of an answer: its type, and its words in small letters with plain apostrophes."""
    errors: Any = error.message
    if not isinstance(errors, list):
        return []
    rows = [each if isinstance(each, dict) else {} for each in errors]
    return [(str(row.get("error")), str(row.get("message")).lower().replace("\u2019", "'")) for row in rows]


def _was_not_sent(cause: BaseException | None) -> bool:
    """Whether the connection was not even there."""
    if isinstance(cause, requests.ConnectTimeout):
        return True
    first = cause.args[0] if cause is not None and cause.args else None
    return isinstance(getattr(first, "reason", None), _NOTHING_WAS_SENT)


def _stop_link(header: object) -> str | None:
    link = str(header or "").strip().removeprefix("<").removesuffix(">")
    return link if link.startswith("https://") else None


def _named(error: BaseException) -> str:
    """A fault without what was said to whom."""
    code = error.response.status_code if isinstance(error, APIError) and error.response is not None else None
    return str(code) if code else type(error.__cause__ or error).__name__
