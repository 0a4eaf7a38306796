"""Mail as mail servers write it when something came back: the forms of several, in our own words, with invented addresses."""

from __future__ import annotations

import zlib

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@relay.example.org (Mail Delivery System)
To: team@trust.example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-Id: <20261122090000.1A2B3@relay.example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary="one/two"

--one/two
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.example.org. Your message was not delivered.

--one/two
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org
X-Postfix-Queue-ID: 1A2B3
Arrival-Date: Sun, 22 Nov 2026 09:00:00 +0000 (GMT)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.people.example
Diagnostic-Code: smtp; 550 {status} no mailbox here by that name

--one/two
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: The team <team@trust.example.org>
To: {to}
Subject: News
Message-ID: <{ours}@trust.example.org>

--one/two--
"""

EXIM = """\
Return-path: <>
X-Failed-Recipients: {to}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@smarthost.example.org>
To: team@trust.example.org
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abcd-0001-XY@smarthost.example.org>

This message was made by the mail server. Something that you sent was not delivered:

  {to}
    host mx.people.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{to}>:
    550 {status} nobody here by that name

------ This is a copy of the message, including all the headers. ------

To: {to}
Subject: News
Message-ID: <{ours}@trust.example.org>

There is news.
"""

EXIM_WAITS = """\
Return-path: <>
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@smarthost.example.org>
To: team@trust.example.org
Subject: Warning: message 1abcd-0001-XY delayed 24 hours

Your message has not yet been delivered after more than 24 hours on the queue. It is for <{to}>.
The identifier of your message is <{ours}@trust.example.org>. Nothing is to be done.
"""

EXCHANGE = """\
From: <postmaster@people.example>
To: <team@trust.example.org>
Date: Sun, 22 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_cb1"
Content-Language: en-GB
In-Reply-To: <{ours}@trust.example.org>
Message-ID: <0badc0de@mail.people.example>
Subject: =?utf-8?Q?Undeliverable:_News_=E2=80=93_of_the_pool?=

--=_cb1
Content-Type: multipart/alternative; boundary="=_cb2"

--=_cb2
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

RGVsaXZlcnkgaGFzIGZhaWxlZC4=

--=_cb2
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Delivery has failed.</p></body></html>
--=_cb2--

--=_cb1
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.people.example

Final-recipient: RFC822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns;mail.people.example
X-Supplementary-Info: <mail.people.example #{status}>

--=_cb1
Content-Type: message/rfc822

From: The team <team@trust.example.org>
To: "{to}" <{to}>
Message-ID: <{ours}@trust.example.org>
Subject: News

There is news.

--=_cb1--
"""

SENDMAIL = """\
From: Mail Delivery Subsystem <MAILER-DAEMON@old.example.org>
To: <team@trust.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="xAM9.1/old.example.org"
Subject: Returned mail: see transcript for details
Auto-Submitted: auto-generated (failure)

--xAM9.1/old.example.org

   ----- The following addresses had fatal errors -----
<{to}>

--xAM9.1/old.example.org
Content-Type: message/delivery-status

Reporting-MTA: dns; old.example.org
Received-From-MTA: DNS; app.example.org

Final-Recipient: RFC822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: SMTP; 550 no such user
Last-Attempt-Date: Sun, 22 Nov 2026 09:00:00 GMT

--xAM9.1/old.example.org
Content-Type: message/rfc822

Return-Path: <team@trust.example.org>
To: {to}
Message-ID: <{ours}@trust.example.org>

There is news.

--xAM9.1/old.example.org--
"""

QMAIL = """\
Return-Path: <>
From: MAILER-DAEMON@plain.example.org
To: team@trust.example.org
Subject: failure notice

This is the mail program at plain.example.org. It could not bring your message to:

<{to}>:
192.0.2.9 does not like recipient.
Remote host said: 550 {status} nobody by that name

--- Below this line is a copy of the message.

To: {to}
Message-ID: <{ours}@trust.example.org>
"""

FORMS = {"postfix": POSTFIX, "exim": EXIM, "exchange": EXCHANGE, "sendmail": SENDMAIL, "qmail": QMAIL}
WITH_ACTIONS = ("postfix", "exchange", "sendmail")


def returned(form: str, *, ours: str, to: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """What one kind of mail server says about a message of ours."""
    text = form.replace("{ours}", ours).replace("{to}", to).replace("{status}", status).replace("{action}", action)
    return text.replace("\n", "\r\n").encode()


def written(subject: str = "Hello", body: str = "", *, sender: str = "sam@people.example", answers: str = "") -> bytes:
    """What somebody writes to us; `answers`: the first part of the Message-ID it is an answer to."""
    about = f"In-Reply-To: <{answers}@trust.example.org>\r\n" if answers else ""
    number = zlib.crc32((subject + body).encode())
    head = (
        f"From: Sam <{sender}>\r\nTo: team@trust.example.org\r\nSubject: {subject}\r\nMessage-ID: <{number}@people.example>\r\n"
    )
    return f"{head}{about}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()
