"""One table: a text sealed with each key in use, which tells at the start whether the keys at hand are the right ones."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from engage.db import Dated, Row


class Check(Dated, Row):
    """A known text under one key; taken away when nothing is sealed with that key any more."""

    __tablename__ = "vault_check"
    __table_args__ = (sa.UniqueConstraint("key_name"),)

    key_name: Mapped[str]
    proof: Mapped[bytes]
