"""A page as it came over the wire: its words, its links, its forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.support import reading

UNSEEN = frozenset({"script", "style", "template", "noscript"})
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "button", "caption", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "legend", "li", "main", "nav", "ol",
    "option", "p", "section", "summary", "details", "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip


def words(element: Element, *, seen: Callable[[Element], bool] | None = None) -> str:
    """The text of an element as somebody reads it: white space folded, blocks apart from each other."""
    pieces: list[str] = []
    _gather(element, seen, pieces)
    return " ".join("".join(pieces).split())


def _gather(element: Element, seen: Callable[[Element], bool] | None, pieces: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in UNSEEN or (seen is not None and not seen(element)):
        return
    edge = " " if element.tag in BLOCKS else ""
    pieces.append(edge)
    pieces.append(element.text or "")
    for child in element:
        _gather(child, seen, pieces)
        pieces.append(child.tail or "")
    pieces.append(edge)


def has_class(element: Element, name: str) -> bool:
    """Whether an element carries a class."""
    return name in (element.get("class") or "").split()


@dataclass
class Form:
    """A form on a page: where it goes and what it would send if nobody touched it."""

    method: str
    action: str
    element: Element
    controls: list[Element] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of everything one could fill in or press."""
        return {name for control in self.controls if (name := control.get("name"))}

    @property
    def buttons(self) -> list[tuple[str, Element]]:
        """Its buttons by the words on them."""
        return [(_face(control), control) for control in self.controls if _is_button(control)]

    def untouched(self) -> list[tuple[str, str]]:
        """What it sends as it stands, without any button."""
        sent: list[tuple[str, str]] = []
        for control in self.controls:
            name = control.get("name")
            if name and not _is_button(control) and "disabled" not in control.attrib:
                sent.extend((name, value) for value in _values(control))
        return sent

    def offers(self, name: str) -> list[str] | None:
        """The values that may be chosen under a name, by tick box, radio or list; None when one types."""
        chosen = [control for control in self.controls if control.get("name") == name]
        if all(control.get("type") in {"radio", "checkbox"} for control in chosen):
            return [control.get("value", "on") for control in chosen]
        if chosen and chosen[0].tag == "select":
            return [_option(option) for option in chosen[0].iter("option")]
        return None


def _face(control: Element) -> str:
    return control.get("value", "") if control.tag == "input" else words(control)


def _is_button(control: Element) -> bool:
    if control.tag == "button":
        return control.get("type", "submit") == "submit"
    return control.tag == "input" and control.get("type") in {"submit", "image"}


def _values(control: Element) -> list[str]:
    if control.tag == "textarea":
        return [control.text or ""]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        return [_option(option) for option in (chosen or options[:1])]
    if control.get("type") in {"radio", "checkbox"}:
        return [control.get("value", "on")] if "checked" in control.attrib else []
    return [] if control.tag == "button" else [control.get("value", "")]


def _option(option: Element) -> str:
    return option.get("value", words(option))


class Page:
    """One response, read as a page."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status: int = response.status_code
        self.html: str = response.get_data().decode(errors="replace")
        self.path: str = response.request.path
        self.address: str = response.request.url
        self.method: str = response.request.method

    def __repr__(self) -> str:
        return f"<Page {self.method} {self.path}: {self.status} {self.title!r}>"

    @cached_property
    def _parsed(self) -> tuple[Element, list[Any]]:
        return reading.read(self.html)

    @property
    def is_html(self) -> bool:
        return self.response.mimetype == "text/html"

    @property
    def tree(self) -> Element:
        """The whole document."""
        return self._parsed[0]

    @property
    def faults(self) -> list[Any]:
        """What the parser had to forgive."""
        return self._parsed[1]

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """Every element's parent."""
        return {child: parent for parent in self.tree.iter() for child in parent}

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of a kind, with these attributes, in document order."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [found for found in self.tree.iter(tag) if all(found.get(name) == value for name, value in wanted.items())]

    def by_id(self, name: str) -> Element | None:
        """The element with an id."""
        return next((found for found in self.tree.iter() if found.get("id") == name), None)

    def of_class(self, name: str) -> list[Element]:
        """Every element that carries a class."""
        return [found for found in self.tree.iter() if has_class(found, name)]

    @property
    def title(self) -> str:
        return words(self.all("title")[0]) if self.all("title") else ""

    @property
    def heading(self) -> str:
        return words(self.all("h1")[0]) if self.all("h1") else ""

    @property
    def text(self) -> str:
        """The words of the main part."""
        main = self.all("main")
        return words(main[0]) if main else words(self.tree)

    @property
    def errors(self) -> list[str]:
        """What the error summary says, one for each link."""
        return [words(link) for summary in self.of_class("nhsuk-error-summary") for link in summary.iter("a")]

    @property
    def links(self) -> dict[str, str]:
        """Where the words of each link lead. Of links with the same words the first counts."""
        found: dict[str, str] = {}
        for link in self.all("a"):
            found.setdefault(words(link), link.get("href", ""))
        return found

    @property
    def rows(self) -> list[list[str]]:
        """The cells of every row of every table's body."""
        return [
            [words(cell) for cell in row if cell.tag in {"td", "th"}] for body in self.all("tbody") for row in body.iter("tr")
        ]

    @property
    def summary(self) -> dict[str, str]:
        """The summary lists: what stands beside each key."""
        return {
            words(row[0]): words(row[1])
            for row in self.of_class("nhsuk-summary-list__row")
            if len(row) > 1
        }  # fmt: skip

    @cached_property
    def forms(self) -> list[Form]:
        """Every form, with what belongs to it, also by its `form` attribute."""
        forms: dict[str | None, Form] = {}
        found = []
        for element in self.all("form"):
            made = Form(element.get("method", "get").upper(), element.get("action") or self.address, element)
            made.controls = [inner for inner in element.iter() if inner.tag in {"input", "select", "textarea", "button"}]
            forms[element.get("id")] = made
            found.append(made)
        for outside in self.tree.iter():
            owner = outside.get("form")
            if owner and owner in forms and outside not in forms[owner].controls:
                forms[owner].controls.append(outside)
        return found

    @property
    def buttons(self) -> list[str]:
        """The words on every button that sends a form."""
        return [face for form in self.forms for face, _ in form.buttons]
