"""The mail catcher of a desk shows what was sent, as text and as a mail program shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from engage.cli.catching import pages
from engage.mail import Email, Sender, as_bytes

pytestmark = pytest.mark.one_database("sqlite")


def test_a_message_is_shown_both_ways(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        sender, letter = Sender("Team", "team@example.org"), Email("sam@example.org", "News", "Dear Sam\n\n<b>Words</b>\n")
        (tmp_path / "one.eml").write_bytes(as_bytes(letter, sender=sender, message_id="<one@example.org>"))
    browser = pages(tmp_path).test_client()
    assert "News" in browser.get("/").text
    page = browser.get("/mail/one.eml").text
    assert "&lt;b&gt;Words&lt;/b&gt;" in page
    assert 'href="/mail/one.eml/html"' in page
    shown = browser.get("/mail/one.eml/html")
    assert "<p>&lt;b&gt;Words&lt;/b&gt;</p>" in shown.text
    assert shown.headers["Content-Security-Policy"].endswith("sandbox")
    assert [browser.get(f"/mail/{name}").status_code for name in ("two.eml", "two.eml/html")] == [404, 404]
