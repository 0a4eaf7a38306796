"""The design system's own components as functions for templates: `nhs.button(text="Save")`.

They expect missing names to be empty, our templates refuse them, so they live in an environment of their own
(docs/decisions/0006-design-system.md). Furniture that is the same on many pages is rendered once and kept; fields are
drawn by `templates/macros/fields.html`, which makes the same markup at a twentieth of the time, and kept while they hold
nothing but our own words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChainableUndefined, Environment, FileSystemLoader, PackageLoader
from markupsafe import Markup


def _lenient(loader: BaseLoader) -> Environment:
    return Environment(loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True)


_in_order = json.JSONEncoder(sort_keys=True).encode
_environment = _lenient(PackageLoader("nhsuk_frontend_jinja", "templates"))
_ours = _lenient(FileSystemLoader(Path(__file__).resolve().parents[2] / "templates" / "macros"))

_FOLDER = {
    "actionLink": "action-link",
    "backLink": "back-link",
    "characterCount": "character-count",
    "dateInput": "date-input",
    "doDontList": "do-dont-list",
    "errorMessage": "error-message",
    "errorSummary": "error-summary",
    "insetText": "inset-text",
    "notificationBanner": "notification-banner",
    "passwordInput": "password-input",
    "searchInput": "search-input",
    "skipLink": "skip-link",
    "summaryList": "summary-list",
    "table": "tables",
    "taskList": "task-list",
    "warningCallout": "warning-callout",
}

# The same few calls on every page: kept as rendered. Nothing in them comes from a person.
_KEPT = frozenset({"header", "footer", "skipLink", "button", "backLink", "actionLink"})

# What our own way of drawing a field knows; a field that asks for more is drawn by the component itself.
_COMMON = frozenset({"id", "name", "hint", "errorMessage", "label"})
_OPTIONS = frozenset({"idPrefix", "name", "hint", "errorMessage", "fieldset", "items", "classes"})
_DRAWN_BY_US = {
    "input": _COMMON | {"type", "value", "spellcheck", "autocomplete", "inputmode", "classes"},
    "fileUpload": _COMMON,
    "passwordInput": _COMMON | {"autocomplete"},
    "characterCount": _COMMON | {"value", "maxlength", "rows"},
    "radios": _OPTIONS,
    "checkboxes": _OPTIONS,
    "dateInput": frozenset({"id", "namePrefix", "hint", "errorMessage", "fieldset", "items"}),
}


@lru_cache(maxsize=64)
def _macro(component: str) -> Callable[..., str]:
    folder = _FOLDER.get(component, component)
    template = _environment.get_template(f"nhsuk/components/{folder}/macro.jinja")
    macro: Callable[..., str] = getattr(template.module, component)
    return macro


@lru_cache(maxsize=16)
def _our_macro(component: str) -> Callable[..., str]:
    macro: Callable[..., str] = getattr(_ours.get_template("fields.html").module, component)
    return macro


@lru_cache(maxsize=2048)
def _kept(component: str, parameters: str) -> Markup:
    return render(component, json.loads(parameters))


def kept(component: str, parameters: dict[str, Any]) -> Markup:
    """One component that holds our own words alone, nothing of a person: drawn once and kept, unless there is HTML in it."""
    return render(component, parameters) if _holds_html(parameters) else _kept(component, _in_order(parameters))


def _holds_html(value: Any) -> bool:
    """Whether something is Markup: what a component is kept by cannot tell it from words, which are escaped."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, Markup) or any(map(_holds_html, inner))


def render(component: str, parameters: dict[str, Any]) -> Markup:
    """One component as HTML. Strings that are Markup stay as they are, all others are escaped by the component."""
    if parameters.keys() <= _DRAWN_BY_US.get(component, frozenset()):
        return Markup(_our_macro(component)(parameters).strip())  # noqa: S704 - the macro escapes
    return by_the_component(component, parameters)


def by_the_component(component: str, parameters: dict[str, Any]) -> Markup:
    """The same, always drawn by the design system's own template."""
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
            return (kept if component in _KEPT else render)(component, parameters)

        return call
