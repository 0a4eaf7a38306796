"""What starts and what refuses to: production without its secrets, and a web server that is no scheduler."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from config import NotFitToStart, settings_from
from engage.settings import Mode
from tests.support.installation import TOP, environment

OWN_KEYS = "own:" + "bXkgb3duIGtleSwgMzIgYnl0ZXMgbG9uZyAuLi4uLi4="


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """An environment that is fit for people."""
    organisation = (TOP / "organisation.toml").read_text(encoding="utf-8").replace("Invented Vale", "Northern Dales")
    (tmp_path / "organisation.toml").write_text(organisation, encoding="utf-8")
    return {
        "ENGAGE_ENV": "production",
        "ENGAGE_DATABASE_URL": "postgresql://engage@db.example/engage",
        "ENGAGE_SECRET_KEY": "a-long-secret-that-nobody-else-has-0123456789",
        "ENGAGE_DATA_KEYS": OWN_KEYS,
        "ENGAGE_BASE_URL": "https://engage.example",
        "ENGAGE_SMTP_URL": "smtp+starttls://mail.example",
        "ENGAGE_ORGANISATION": str(tmp_path / "organisation.toml"),
        "ENGAGE_ERASURES": str(tmp_path / "erasures.txt"),
    }


def test_production_starts_with_everything_set(production: dict[str, str]) -> None:
    assert settings_from(production).mode is Mode.PRODUCTION


@pytest.mark.parametrize(
    "name",
    ["ENGAGE_DATABASE_URL", "ENGAGE_SECRET_KEY", "ENGAGE_DATA_KEYS", "ENGAGE_BASE_URL", "ENGAGE_SMTP_URL", "ENGAGE_ERASURES"],
)
def test_production_refuses_to_start_without(production: dict[str, str], name: str) -> None:
    del production[name]
    with pytest.raises(NotFitToStart, match=name):
        settings_from(production)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ENGAGE_SECRET_KEY", "only-for-a-desk-never-for-people", "must be your own"),
        ("ENGAGE_SECRET_KEY", "short", "32 characters"),
        ("ENGAGE_DATA_KEYS", "mine:b25seS1mb3ItYS1kZXNrLW5ldmVyLWZvci1wZW9wbGU=", "must be your own"),
        ("ENGAGE_BASE_URL", "http://engage.example", "https"),
        ("FLASK_DEBUG", "1", "off in production"),
        ("ENGAGE_ENV", "live", "development, test or production"),
        ("ENGAGE_TRUSTED_PROXIES", "many", "a number"),
        ("ENGAGE_SMALL_NUMBER_FLOOR", "4", "5 or more"),
        ("ENGAGE_ORGANISATION", str(TOP / "organisation.toml"), "your own organisation"),
        ("ENGAGE_ORGANISATION", "nowhere.toml", "cannot be used"),
        ("ENGAGE_ERASURES", "/nowhere/at/all/erasures.txt", "in a folder that is there"),
    ],
)
def test_production_refuses_what_is_for_a_desk(production: dict[str, str], name: str, value: str, sentence: str) -> None:
    with pytest.raises(NotFitToStart, match=sentence):
        settings_from({**production, name: value})


NOTIFY = {
    "ENGAGE_EMAIL_BY": "notify",
    "ENGAGE_TEXTS_BY": "notify",
    "ENGAGE_NOTIFY_API_KEY": f"live-{UUID(int=1)}-{UUID(int=2)}",
    "ENGAGE_NOTIFY_EMAIL_TEMPLATE": str(UUID(int=3)),
    "ENGAGE_NOTIFY_TEXT_TEMPLATE": str(UUID(int=4)),
}


def test_notify_needs_no_mail_server_and_is_not_used_until_it_is_chosen(production: dict[str, str]) -> None:
    del production["ENGAGE_SMTP_URL"]
    notify = settings_from(production | NOTIFY).notify
    assert notify is not None
    assert notify.base_url == "https://api.notifications.service.gov.uk"
    assert notify.receipts_token == ""
    assert NOTIFY["ENGAGE_NOTIFY_API_KEY"] not in repr(notify)
    unused = {**NOTIFY, "ENGAGE_EMAIL_BY": "smtp", "ENGAGE_TEXTS_BY": "none", "ENGAGE_SMTP_URL": "smtps://mail.example"}
    assert settings_from(production | unused).notify is None
    texts = settings_from(production | unused | {"ENGAGE_TEXTS_BY": "notify"}).notify
    assert texts is not None
    assert (texts.email_template, texts.text_template) == ("", str(UUID(int=4)))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ENGAGE_EMAIL_BY", "pigeon", "ENGAGE_EMAIL_BY is smtp or notify"),
        ("ENGAGE_TEXTS_BY", "sms", "ENGAGE_TEXTS_BY is none or notify"),
        ("ENGAGE_NOTIFY_API_KEY", "half-a-key", "ENGAGE_NOTIFY_API_KEY is a whole key"),
        ("ENGAGE_NOTIFY_EMAIL_TEMPLATE", "", "ENGAGE_NOTIFY_EMAIL_TEMPLATE is the id"),
        ("ENGAGE_NOTIFY_TEXT_TEMPLATE", "one", "ENGAGE_NOTIFY_TEXT_TEMPLATE is the id"),
        ("ENGAGE_NOTIFY_BASE_URL", "http://localhost:1", "ENGAGE_NOTIFY_BASE_URL begins with https"),
        ("ENGAGE_NOTIFY_RECEIPTS_TOKEN", "short", "ENGAGE_NOTIFY_RECEIPTS_TOKEN is empty, or 32 characters"),
    ],
)
def test_notify_that_is_half_set_refuses_to_start(production: dict[str, str], name: str, value: str, sentence: str) -> None:
    with pytest.raises(NotFitToStart, match=sentence) as refused:
        settings_from(production | NOTIFY | {name: value})
    assert "half-a-key" not in str(refused.value)


def test_a_desk_needs_nothing() -> None:
    assert settings_from({}).mode is Mode.DEVELOPMENT


def test_the_web_server_starts_no_thread_no_scheduler_and_no_connection(tmp_path: Path) -> None:
    told = (
        "import json, sys, threading\n"
        "from wsgi import app\n"
        "names = sorted(thread.name for thread in threading.enumerate())\n"
        "print(json.dumps([names, 'apscheduler' in sys.modules, app.debug, app.testing]))\n"
    )
    start = environment(database_url=f"sqlite:///{tmp_path / 'not-made.db'}", smtp_url="smtp://127.0.0.1:9")
    done = subprocess.run([sys.executable, "-c", told], cwd=TOP, env=start, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["MainThread"], False, False, False]
    assert not (tmp_path / "not-made.db").exists()


def test_every_setting_is_explained_in_the_example() -> None:
    read = set(re.findall(r'"(ENGAGE_[A-Z_]+)"', (TOP / "config.py").read_text(encoding="utf-8")))
    told = {line.partition("=")[0] for line in (TOP / ".env.example").read_text(encoding="utf-8").splitlines() if "=" in line}
    assert read <= told


def test_make_help_says_what_every_command_is_for() -> None:
    done = subprocess.run(["make", "-s", "help"], cwd=TOP, capture_output=True, text=True, check=True)
    for command in ("help", "run", "test", "check", "demo", "bench", "crash-test", "lock", "golden"):
        assert f"make {command} " in done.stdout
