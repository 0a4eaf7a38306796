"""What an installation is told at its start, as values. `config.py` reads them; nothing here reads anything.

Rule: frozen, complete and checked before the first page is served.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Mode(StrEnum):
    """Where the program believes it is running; production refuses whatever is only fit for a desk."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True)
class CrisisLine:
    """One way to get help now: `who` answers, `how` to reach them, `when` they are there."""

    who: str
    how: str
    when: str


@dataclass(frozen=True)
class Organisation:
    """The trust as its pages and messages name it (organisation.toml).

    uncovered_after_days: for longer than so many days no team may be without a carer champion. awareness_valid_months: for how
    long training in carer awareness counts. carer_quiet_days: after how many days without a contact a carer is looked for.
    """

    name: str
    short_name: str
    service: str
    team: str
    phone: str
    phone_hours: str
    email: str
    address: str
    website: str
    information_officer: str
    crisis: tuple[CrisisLine, ...]
    welcome_working_days: int = 5
    youngest_age: int = 16
    uncovered_after_days: int = 14
    awareness_valid_months: int = 24
    carer_quiet_days: int = 30


@dataclass(frozen=True)
class Notify:
    """GOV.UK Notify, where it is used: e-mails go by it when there is a template for them, and so do text messages.

    receipts_token: what it shows when it says by itself what became of a message; empty: it is only asked.
    """

    api_key: str = field(repr=False)
    email_template: str
    text_template: str
    base_url: str
    receipts_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything `create_app` needs; made by `config.settings_from`."""

    mode: Mode
    database_url: str
    secret_key: str
    data_keys: str
    base_url: str
    smtp_url: str
    trusted_proxies: int
    organisation: Organisation
    small_number_floor: int = 8
    erasures: Path | None = None
    bounce_mailbox: str = ""
    bounce_address: str = ""
    metrics_token: str = ""
    notify: Notify | None = None

    @property
    def is_production(self) -> bool:
        return self.mode is Mode.PRODUCTION

    @property
    def mail_domain(self) -> str:
        """The domain of the team's own address, used in Message-ID."""
        return self.organisation.email.rpartition("@")[2]
