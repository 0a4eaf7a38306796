"""Every address of the application, with something in place of its ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, Rule

from engage.policy import Access, access_of

NOBODY_S = UUID("00000000-0000-4000-8000-000000000000")
"""An id that belongs to nothing."""
IN_PLACE = {"UUIDConverter": NOBODY_S, "IntegerConverter": 1}


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    method: str
    rule: Rule
    path: str
    access: Access | None

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def rules(app: Flask) -> list[Rule]:
    """Every rule in the order of its address."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def methods(rule: Rule) -> list[str]:
    """The methods a rule was made for."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def routes(app: Flask) -> Iterator[Route]:
    """Every method of every address, with ids that belong to nothing."""
    adapter = app.url_map.bind("")
    for rule in rules(app):
        values = {name: _in_place(found) for name, found in rule._converters.items()}
        path = adapter.build(rule.endpoint, values, method=methods(rule)[0])
        for method in methods(rule):
            yield Route(method, rule, path, access_of(app, rule.endpoint))


def _in_place(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return IN_PLACE.get(type(converter).__name__, "nothing-of-ours")
