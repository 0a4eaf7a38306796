"""Settings from the environment and from organisation.toml; refuses to start on anything unfit for where it runs."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from engage.settings import CrisisLine, Mode, Notify, Organisation, Settings

HERE = Path(__file__).resolve().parent
DEMONSTRATION_SECRET = "only-for-a-desk-never-for-people"  # noqa: S105 - refused in production
DEMONSTRATION_KEYS = "desk:" + "b25seS1mb3ItYS1kZXNrLW5ldmVyLWZvci1wZW9wbGU="

NOTIFY = "https://api.notifications.service.gov.uk"
_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class NotFitToStart(SystemExit):
    """The environment is missing something or holds something that must not run here."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"engage cannot start: {sentence}")


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings of this process. Raises NotFitToStart with a sentence that says what to set."""
    try:
        mode = Mode(environment.get("ENGAGE_ENV", "development"))
    except ValueError as error:
        raise NotFitToStart("ENGAGE_ENV is development, test or production") from error
    strict = mode is Mode.PRODUCTION
    notify = _notify(environment, strict)
    settings = Settings(
        mode=mode,
        database_url=_one(environment, "ENGAGE_DATABASE_URL", f"sqlite:///{HERE}/var/engage.db", strict),
        secret_key=_one(environment, "ENGAGE_SECRET_KEY", DEMONSTRATION_SECRET, strict),
        data_keys=_one(environment, "ENGAGE_DATA_KEYS", DEMONSTRATION_KEYS, strict),
        base_url=_one(environment, "ENGAGE_BASE_URL", "http://localhost:8000", strict).rstrip("/"),
        smtp_url=_one(environment, "ENGAGE_SMTP_URL", "smtp://localhost:8025", strict and not (notify and notify.email_template)),
        trusted_proxies=_number(environment.get("ENGAGE_TRUSTED_PROXIES", "0")),
        small_number_floor=_floor(environment.get("ENGAGE_SMALL_NUMBER_FLOOR", "8")),
        erasures=_erasures(environment, strict),
        bounce_mailbox=_mailbox(environment.get("ENGAGE_BOUNCE_MAILBOX", "").strip(), strict),
        bounce_address=_address(environment.get("ENGAGE_BOUNCE_ADDRESS", "").strip()),
        metrics_token=_token(environment, "ENGAGE_METRICS_TOKEN"),
        notify=notify,
        organisation=_organisation(Path(environment.get("ENGAGE_ORGANISATION", HERE / "organisation.toml"))),
    )
    if strict:
        _refuse_what_is_for_a_desk(settings, environment)
    return settings


def console() -> None:
    """The console script `engage`."""
    from engage.cli import run

    run(lambda: settings_from(os.environ))


def _one(environment: Mapping[str, str], name: str, otherwise: str, strict: bool) -> str:
    value = environment.get(name, "").strip()
    if not value and strict:
        raise NotFitToStart(f"{name} must be set in production")
    return value or otherwise


def _erasures(environment: Mapping[str, str], strict: bool) -> Path | None:
    """Where the journal of erasures is; on a desk there need not be one."""
    path = _one(environment, "ENGAGE_ERASURES", "", strict)
    if path and not Path(path).parent.is_dir():
        raise NotFitToStart("ENGAGE_ERASURES is a file in a folder that is there, outside the database and its backups")
    return Path(path) if path else None


def _mailbox(url: str, strict: bool) -> str:
    """Where what came back is read; nothing where mail comes through a pipe, or not at all. Never says what it was given."""
    wrong = "ENGAGE_BOUNCE_MAILBOX is imaps://user:password@host/folder"
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname and parts.username and parts.password) and (parts.port or 1) > 0
    except ValueError as error:
        raise NotFitToStart(wrong) from error
    if url and not (is_whole and parts.scheme in (("imaps",) if strict else ("imaps", "imap"))):
        raise NotFitToStart(wrong)
    return url


def _address(text: str) -> str:
    """To whom mail servers report; one address and nothing else."""
    if text and not re.fullmatch(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+", text):
        raise NotFitToStart("ENGAGE_BOUNCE_ADDRESS is one e-mail address, such as returns@example.nhs.uk")
    return text


def _token(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(name, "")
    if text and (len(text) < 32 or not text.isascii() or not text.isprintable() or " " in text):
        raise NotFitToStart(f"{name} is empty, or 32 characters or more without spaces")
    return text


def _notify(environment: Mapping[str, str], strict: bool) -> Notify | None:
    """GOV.UK Notify, where e-mails or text messages go by it. Never says what key it was given."""
    email = _chosen(environment, "ENGAGE_EMAIL_BY", "smtp")
    texts = _chosen(environment, "ENGAGE_TEXTS_BY", "none")
    if not email and not texts:
        return None
    if find_spec("notifications_python_client") is None:
        raise NotFitToStart("GOV.UK Notify needs its library: install the program with the extra notify")
    key = environment.get("ENGAGE_NOTIFY_API_KEY", "").strip()
    if not re.fullmatch(rf"\S*{_ID}-{_ID}", key):
        raise NotFitToStart("ENGAGE_NOTIFY_API_KEY is a whole key, as GOV.UK Notify shows it once when it is made")
    url = environment.get("ENGAGE_NOTIFY_BASE_URL", "").strip() or NOTIFY
    if not url.startswith("https://" if strict else ("https://", "http://")):
        raise NotFitToStart("ENGAGE_NOTIFY_BASE_URL begins with https://")
    receipts = _token(environment, "ENGAGE_NOTIFY_RECEIPTS_TOKEN")
    return Notify(key, _template(environment, "EMAIL", email), _template(environment, "TEXT", texts), url, receipts)


def _chosen(environment: Mapping[str, str], name: str, otherwise: str) -> bool:
    by = environment.get(name, "").strip() or otherwise
    if by not in (otherwise, "notify"):
        raise NotFitToStart(f"{name} is {otherwise} or notify")
    return by == "notify"


def _template(environment: Mapping[str, str], which: str, is_on: bool) -> str:
    text = environment.get(f"ENGAGE_NOTIFY_{which}_TEMPLATE", "").strip() if is_on else ""
    if is_on and not re.fullmatch(_ID, text):
        raise NotFitToStart(f"ENGAGE_NOTIFY_{which}_TEMPLATE is the id of a template that GOV.UK Notify shows")
    return text


def _number(text: str) -> int:
    if not text.isdigit() or int(text) > 9:
        raise NotFitToStart("ENGAGE_TRUSTED_PROXIES is a number from 0 to 9")
    return int(text)


def _floor(text: str) -> int:
    if not text.isdigit() or not 5 <= int(text) <= 100:
        raise NotFitToStart("ENGAGE_SMALL_NUMBER_FLOOR is the smallest number of people ever shown: 5 or more, 8 by default")
    return int(text)


def _refuse_what_is_for_a_desk(settings: Settings, environment: Mapping[str, str]) -> None:
    if settings.secret_key == DEMONSTRATION_SECRET or len(settings.secret_key) < 32:
        raise NotFitToStart("ENGAGE_SECRET_KEY must be your own, 32 characters or more")
    if "b25seS1mb3ItYS1kZXNr" in settings.data_keys:
        raise NotFitToStart("ENGAGE_DATA_KEYS must be your own, made with: engage keys")
    if not settings.base_url.startswith("https://"):
        raise NotFitToStart("ENGAGE_BASE_URL must begin with https:// in production")
    if environment.get("FLASK_DEBUG", "0") not in ("", "0"):
        raise NotFitToStart("FLASK_DEBUG must be off in production")
    if "invented" in settings.organisation.name.casefold():
        raise NotFitToStart("ENGAGE_ORGANISATION must name your own organisation's file")


def _organisation(path: Path) -> Organisation:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        crisis = tuple(CrisisLine(**line) for line in told.pop("crisis"))
        return Organisation(crisis=crisis, **told)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise NotFitToStart(f"the organisation's file {path.name} cannot be used: {error}") from error
