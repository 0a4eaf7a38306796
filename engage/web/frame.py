"""What stands around every page: header, menu and footer, put together once for each kind of visitor and kept.

Pages that must answer without the database are rendered with `quiet()`: the menu asks nobody who somebody is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, session, url_for
from markupsafe import Markup

from engage.policy import Permission
from engage.web import design


@dataclass(frozen=True)
class Link:
    """A place in the menu, shown to whoever holds the permission."""

    permission: Permission
    text: str
    endpoint: str


class Frame:
    """`frame` in templates."""

    def __init__(self, *, organisation: str, service: str, menu: Sequence[Link], account: Sequence[Link]) -> None:
        self.organisation, self.service, self.menu, self.account = organisation, service, menu, account
        self._places = frozenset(link.endpoint for link in (*menu, *account))
        self._headers: dict[tuple[Any, ...], Markup] = {}
        self._footer: Markup | None = None

    def header(self, *, permissions: frozenset[Permission], visitor: object) -> Markup:
        """Who we are, where one can go, and the way out, for whoever holds these permissions."""
        here = request.endpoint if request.endpoint in self._places else None
        key = (permissions, bool(visitor), here)
        if key not in self._headers:
            self._headers[key] = self._draw_header(*key)
        return self._headers[key]

    def _draw_header(self, permissions: frozenset[Permission], signed_in: bool, here: str | None) -> Markup:
        items = [_item(link, here) for link in self.account if link.permission in permissions]
        if signed_in:
            items.append({"text": "Sign out", "href": url_for("accounts.sign_out")})
        else:
            items.append({"text": "Sign in", "href": url_for("accounts.sign_in")})
        return design.header(
            organisation=self.organisation, service=self.service, home=url_for("home.start"),
            menu=[_item(link, here) for link in self.menu if link.permission in permissions], account=items,
        )  # fmt: skip

    def footer(self) -> Markup:
        """What every site must say, in the same words on every page."""
        if self._footer is None:
            pages = (("Need help now?", "help_now"), ("Contact us", "contact"), ("Accessibility", "accessibility"),
                     ("Privacy", "privacy"), ("Cookies", "cookies"))  # fmt: skip
            items = [{"text": text, "href": url_for(f"home.{name}")} for text, name in pages]
            self._footer = design.render("footer", {"meta": {"items": items}, "copyright": f"© {self.organisation}"})
        return self._footer


def _item(link: Link, here: str | None) -> dict[str, Any]:
    return {"text": link.text, "href": url_for(link.endpoint), "current": link.endpoint == here}


def quiet() -> dict[str, Any]:
    """For templates rendered without the database: nobody may anything; the cookie alone says whether to offer the way out."""
    return {"may": _nobody_may, "permissions": frozenset, "visitor": lambda: "_user_id" in session}


def _nobody_may(_permission: Permission) -> bool:
    return False
