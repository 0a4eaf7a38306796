"""A mailbox of ours as a line: the few words of IMAP that are needed to read it and to mark what was dealt with.

Rule: knows nothing of the subject; nothing is deleted and nothing is moved. Certificates are verified, and every step
waits at most a few seconds.
"""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 10
# what the standard library may raise when the other end says something that is no IMAP
_NO_SENSE = (imaplib.IMAP4.error, OSError, ValueError, LookupError, TypeError, AttributeError)


class MailboxDown(Exception):
    """The mailbox cannot be read just now."""


class Mailbox:
    """One open mailbox. Mail that is neither seen nor flagged waits to be read."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def waiting(self, *, most: int) -> list[str]:
        """Which mails wait, oldest first."""
        found = self._say("SEARCH", "UNSEEN", "UNFLAGGED")
        words = found[0].split() if found and isinstance(found[0], bytes) else []
        return [word.decode("ascii", "replace") for word in words if word.isdigit()][:most]

    def fetch(self, uid: str, *, most: int) -> bytes:
        """The first so many bytes of a mail; it stays unread."""
        found = self._say("FETCH", uid, f"(BODY.PEEK[]<0.{most}>)")
        return next((bytes(part[1])[:most] for part in found if isinstance(part, tuple) and len(part) > 1), b"")

    def done(self, uid: str) -> None:
        """It was dealt with: it is read."""
        self._say("STORE", uid, "+FLAGS.SILENT", "(\\Seen)")

    def set_aside(self, uid: str) -> None:
        """A person should look at it: it is flagged."""
        self._say("STORE", uid, "+FLAGS.SILENT", "(\\Seen \\Flagged)")

    def _say(self, *words: str) -> list[bytes | tuple[bytes, bytes] | None]:
        try:
            answer, data = self._client.uid(*words)
        except _NO_SENSE as error:
            raise MailboxDown(type(error).__name__) from error
        if answer != "OK":
            raise MailboxDown(words[0])
        return list(data or [])


@contextmanager
def opened(url: str, *, timeout: float = TIMEOUT_SECONDS) -> Iterator[Mailbox]:
    """The mailbox at imaps://user:password@host:port/folder; imap:// is for a desk. Raises MailboxDown."""
    parts = urlsplit(url)
    client = _connected(parts.scheme, parts.hostname or "localhost", parts.port, timeout)
    try:
        _sign_in(client, unquote(parts.username or ""), unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX")
        yield Mailbox(client)
    finally:
        with contextlib.suppress(*_NO_SENSE):
            client.logout()
        with contextlib.suppress(*_NO_SENSE):
            client.shutdown()


def _connected(scheme: str, host: str, port: int | None, timeout: float) -> imaplib.IMAP4:
    try:
        if scheme == "imaps":
            return imaplib.IMAP4_SSL(host, port or 993, ssl_context=ssl.create_default_context(), timeout=timeout)
        return imaplib.IMAP4(host, port or 143, timeout=timeout)
    except _NO_SENSE as error:
        raise MailboxDown(type(error).__name__) from error


def _sign_in(client: imaplib.IMAP4, user: str, password: str, folder: str) -> None:
    try:
        client.login(user, password)
        answer, _ = client.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"')
    except _NO_SENSE as error:
        raise MailboxDown(type(error).__name__) from error
    if answer != "OK":
        raise MailboxDown("no such folder")
