"""Who can sign in, who is signed in, and who has asked to be."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.accounts.rules import EMAIL_INDEX, Role, comparable_email
from engage.db import Code, Dated, Row, one_of
from engage.vault import Blind, Sealed


class User(Dated, Row):
    """An account: a role and a way in. A member's name and addresses stay with their person; staff have theirs here."""

    __tablename__ = "account"
    __table_args__ = (
        one_of("role", Role),
        sa.UniqueConstraint("person_id"),
        sa.UniqueConstraint("email_index"),
        sa.Index("ix_account_role_created_at_id", "role", "created_at", "id"),
        sa.CheckConstraint("(role = 'member') = (person_id IS NOT NULL)", name="members_are_people"),
        sa.CheckConstraint("role = 'member' OR (email IS NOT NULL AND name IS NOT NULL)", name="staff_have_a_name"),
    )

    role: Mapped[Role] = mapped_column(Code(Role))
    person_id: Mapped[UUID | None]
    email_index: Mapped[str] = mapped_column(
        info={"blind": Blind(of=("email",), comparable=lambda email: (comparable_email(email), EMAIL_INDEX))}
    )
    email: Mapped[str | None] = mapped_column(Sealed("account.email"))
    name: Mapped[str | None] = mapped_column(Sealed("account.name"))
    password_hash: Mapped[str | None]
    second_factor: Mapped[str | None] = mapped_column(Sealed("account.second_factor"))
    last_factor_step: Mapped[int] = mapped_column(default=0)
    link_serial: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]


class RecoveryCode(Row):
    """A one-time way in for somebody without their second factor; only its hash is kept."""

    __tablename__ = "account_recovery_code"
    __table_args__ = (sa.Index("ix_account_recovery_code_user_id", "user_id"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class SignIn(Row):
    """One signed-in browser, known by a hash of its token; dead once `ended_at` is set."""

    __tablename__ = "account_sign_in"
    __table_args__ = (sa.UniqueConstraint("token_hash"), sa.Index("ix_account_sign_in_user_id", "user_id"))

    token_hash: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    kept: Mapped[bool] = mapped_column(default=False)


class Wish(StrEnum):
    """What a mailed link is for."""

    SIGN_IN = "sign in"
    NEW_PASSWORD = "new password"  # noqa: S105 - a kind of request, not a password


class Request(Row):
    """Somebody asked for a link by mail; whether the address is known is not looked up until the mail is written.

    `older_indexes`: the fingerprints under older keys, with spaces between them; nothing when there is one key.
    """

    __tablename__ = "account_request"
    __table_args__ = (one_of("wish", Wish), sa.Index("ix_account_request_email_index_asked_at", "email_index", "asked_at"))

    wish: Mapped[Wish] = mapped_column(Code(Wish))
    email_index: Mapped[str] = mapped_column(info={"blind": Blind(is_brief=True)})
    older_indexes: Mapped[str | None]
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    @property
    def indexes(self) -> list[str]:
        """The fingerprints of the address under every key that was at hand: an account may still be kept under an older one."""
        return [self.email_index, *(self.older_indexes or "").split()]
