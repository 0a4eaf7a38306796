"""A message as it travels: what a mail program must be able to read is written the way it reads it."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

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
    assert read.get_content().splitlines() == ["Dear Zoë", ".", "Bye"]
