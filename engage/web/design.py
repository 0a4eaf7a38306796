"""The design system's own components as functions for templates: `nhs.button(text="Save")`.

They expect missing names to be empty, our templates refuse them, so they live in an environment of their own
(docs/decisions/0006-design-system.md). Furniture that is the same on many pages is rendered once and kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup

_environment = Environment(
    loader=PackageLoader("nhsuk_frontend_jinja", "templates"),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_FOLDER = {"table": "tables", "skipLink": "skip-link", "backLink": "back-link", "errorSummary": "error-summary",
           "insetText": "inset-text",
           "summaryList": "summary-list", "passwordInput": "password-input", "characterCount": "character-count",
           "dateInput": "date-input", "notificationBanner": "notification-banner", "taskList": "task-list",
           "warningCallout": "warning-callout", "actionLink": "action-link", "searchInput": "search-input",
           "errorMessage": "error-message", "doDontList": "do-dont-list"}  # fmt: skip

# The same few calls on every page: kept as rendered. Nothing in them comes from a person.
_KEPT = frozenset({"header", "footer", "skipLink", "button", "backLink", "actionLink"})


@lru_cache(maxsize=64)
def _macro(component: str) -> Callable[..., str]:
    folder = _FOLDER.get(component, component)
    template = _environment.get_template(f"nhsuk/components/{folder}/macro.jinja")
    macro: Callable[..., str] = getattr(template.module, component)
    return macro


@lru_cache(maxsize=512)
def _kept(component: str, parameters: str) -> Markup:
    return Markup(_macro(component)(json.loads(parameters)).strip())  # noqa: S704 - the macro escapes


def render(component: str, parameters: dict[str, Any]) -> Markup:
    """One component as HTML. Strings that are Markup stay as they are, all others are escaped by the component."""
    if component in _KEPT:
        return _kept(component, json.dumps(parameters, sort_keys=True))
    return Markup(_macro(component)(parameters).strip())  # noqa: S704 - the macro escapes


_LOGO = re.compile(r"<svg class=\"nhsuk-header__logo\".*?</svg>\s*", re.DOTALL)


def header(*, organisation: str, service: str, home: str, menu: list[dict[str, Any]], account: list[dict[str, Any]]) -> Markup:
    """The design system's header with the organisation's name in place of the NHS logo, which needs a licence."""
    parameters = {
        "organisation": {"name": organisation},
        "service": {"text": service, "href": home},
        "logo": {"ariaLabel": f"{organisation} {service} homepage"},
        "navigation": {"items": menu},
        "account": {"items": account},
    }
    return Markup(_LOGO.sub("", render("header", parameters)))  # noqa: S704 - taken out of what the macro escaped


class Components:
    """`nhs` in templates: every component by its own name, with named parameters."""

    def __getattr__(self, component: str) -> Callable[..., Markup]:
        def call(**parameters: Any) -> Markup:
            return render(component, parameters)

        return call
