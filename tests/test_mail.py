"""A message as it travels: what a mail program must be able to read is written the way it reads it."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from flask import Flask

from engage.mail import Email, Sender, as_bytes

SENDER = Sender("Participation team", "participation@invented-vale.example")


def travelling(app: Flask, email: Email) -> bytes:
    with app.app_context():
        return as_bytes(email, sender=SENDER, message_id="<one@invented-vale.example>")


def test_the_link_of_the_stop_button_stays_in_one_piece(app: Flask) -> None:
    link = "<https://engage.example/u/" + "a1b2" * 60 + ">"
    body = travelling(app, Email("a@mail.example", "News", "Dear Ama\n", {"List-Unsubscribe": link}))
    assert f"\r\nList-Unsubscribe: {link}\r\n".encode() in body
    assert max(map(len, body.split(b"\r\n"))) < 998


def test_names_and_subjects_beyond_ascii_arrive_as_written(app: Flask) -> None:
    subject = "Zoë asked, and what we answered, in a subject that is too long for one line of a header"
    read = message_from_bytes(travelling(app, Email("a@mail.example", subject, "Dear Zoë\n.\nBye\n")), policy=default)
    assert read["Subject"] == subject
    assert read["From"] == "Participation team <participation@invented-vale.example>"
    text, html = cast(list[EmailMessage], read.get_payload())
    assert text.get_content().splitlines() == ["Dear Zoë", ".", "Bye"]
    assert "<p>Dear Zoë<br>\r\n.<br>\r\nBye</p>" in html.get_content()


def test_a_mail_is_its_text_and_the_same_as_html_and_nothing_else(app: Flask) -> None:
    words = "Dear Ama\n\nTo go on:\nhttps://engage.example/s/one\n"
    read = message_from_bytes(travelling(app, Email("a@mail.example", "News", words)), policy=default)
    assert read.get_content_type() == "multipart/alternative"
    text, html = cast(list[EmailMessage], read.get_payload())
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert text.get_content().replace("\r\n", "\n") == words
    assert html.get_content().replace("\r\n", "\n") == Email("a@mail.example", "News", words).html
    assert read.get_boundary() == "=_one"


def test_a_word_that_fits_a_line_only_as_text_travels_as_text(app: Flask) -> None:
    read = message_from_bytes(travelling(app, Email("a@mail.example", "News", "&" * 900 + "\n")), policy=default)
    assert read.get_content_type() == "text/plain"
