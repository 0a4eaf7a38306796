"""What must be true of every page, whatever it is about. Each check is a sentence when it fails."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.support.installation import HOST
from tests.support.page import UNSEEN, Page, has_class, words

FORBIDDEN_WORDS = (r"\bBAME\b", r"\bmentally ill\b", r"\bproxy\b", r"\bclick here\b", r"\bunsubscribe from all lists\b")
UNTYPOGRAPHIC = {'"': "a straight quote", "'": "a straight apostrophe", "!": "an exclamation mark"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'")
LABELLED = ("input", "select", "textarea")
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})
Problem = Iterator[str]


def headers(response: TestResponse) -> None:
    """Whether a response carries what keeps a browser safe. Raises with the sentence that says what is missing."""
    problems = [
        f"{name} is {response.headers.get(name)!r}, not {value!r}"
        for name, value in HEADERS.items()
        if response.headers.get(name) != value
    ]
    policy = response.headers.get("Content-Security-Policy", "")
    problems += [f"the policy lacks {part}" for part in POLICY if part not in policy]
    problems += [f"the policy holds {word}" for word in ("unsafe-inline", "unsafe-eval", "*", "http:") if word in policy]
    if "no-store" not in response.headers.get("Cache-Control", ""):
        problems.append("it may be stored by a browser or a cache")
    for cookie in response.headers.getlist("Set-Cookie"):
        problems += [f"a cookie without {flag}" for flag in ("HttpOnly", "Secure", "SameSite=") if flag not in cookie]
    _refuse(f"{response.request.method} {response.request.path} ({response.status_code})", problems)


def look_at(page: Page, *, typed: Collection[tuple[str, str]] = (), known_words: Collection[str] = ()) -> None:
    """Whether a page keeps the house's rules. Raises with every sentence that says what does not."""
    problems = [problem for check in CHECKS for problem in check(page)]
    problems += _chosen_beforehand(page, typed)
    problems += _wording(page, [value for _, value in typed] + list(known_words))
    _refuse(repr(page), problems)


def _refuse(where: str, problems: list[str]) -> None:
    if problems:
        raise AssertionError("\n  ".join([f"{where}:", *problems]))


def _well_formed(page: Page) -> Problem:
    lines = page.html.splitlines()
    for (line, _), code, _ in page.faults:
        yield f"the HTML has a fault: {code} at line {line}: {lines[line - 1][:160] if line <= len(lines) else ''}"


def _frame(page: Page) -> Problem:
    if page.tree.get("lang") != "en":
        yield "the page does not say that it is in English"
    for tag in ("h1", "main", "title"):
        if len(page.all(tag)) != 1:
            yield f"there must be one {tag}, and there are {len(page.all(tag))}"
    beginning = f"Error: {page.heading}" if page.errors else page.heading
    if not page.title.startswith(f"{beginning} "):
        yield f"the title {page.title!r} does not begin with {beginning!r}"
    if not page.heading:
        yield "the heading is empty"


def _ids(page: Page) -> Problem:
    counted = Counter(found.get("id") for found in page.tree.iter() if found.get("id") is not None)
    for name, times in counted.items():
        if times > 1 or not name or " " in name:
            yield f"the id {name!r} stands {times} times or is not one word"
    for found in page.tree.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            for name in (found.get(attribute) or "").split():
                if name not in counted:
                    yield f"<{found.tag} {attribute}={name!r}> leads nowhere"


def _labels(page: Page) -> Problem:
    labelled = {label.get("for") for label in page.all("label") if words(label)}
    for tag in LABELLED:
        for control in page.all(tag):
            if control.get("type") in NEEDS_NO_LABEL:
                continue
            if control.get("id") not in labelled and not control.get("aria-label") and not control.get("aria-labelledby"):
                yield f"<{tag} name={control.get('name')!r}> has no label"
    for button in [*page.all("button"), *page.all("a")]:
        name = words(button) or button.get("aria-label") or button.get("aria-labelledby")
        if not name and (button.tag == "button" or button.get("href")):
            yield f"a <{button.tag}> without words leads to {button.get('href')!r}"


def _fieldsets(page: Page) -> Problem:
    for fieldset in page.all("fieldset"):
        legend = [child for child in fieldset if child.tag == "legend"]
        if not legend or not words(legend[0]):
            yield "a group of fields has no legend"


def _error_summary(page: Page) -> Problem:
    said: list[str] = []
    for summary in page.of_class("nhsuk-error-summary"):
        for link in summary.iter("a"):
            said.append(words(link))
            yield from _error_link(page, link)
    for message in page.of_class("nhsuk-error-message"):
        if _message(message) not in said:
            yield f"the message {_message(message)!r} is not in the error summary"
    if said and page.status not in (422, 429):
        yield f"a page with errors has status {page.status}, not 422"


def _error_link(page: Page, link: Element) -> Problem:
    target = page.by_id((link.get("href") or "#")[1:])
    if target is None:
        yield f"the error {words(link)!r} leads to {link.get('href')!r}, which is not there"
        return
    group: Element | None = target
    messages: list[str] = []
    while group is not None and not messages:  # a date has a group within a group
        if has_class(group, "nhsuk-form-group"):
            messages = [_message(found) for found in group.iter() if has_class(found, "nhsuk-error-message")]
        group = page.parents.get(group)
    if words(link) not in messages:
        yield f"the error {words(link)!r} leads to a field that says {messages}"


def _message(element: Element) -> str:
    return words(element).removeprefix("Error:").strip()


def _forms(page: Page) -> Problem:
    for form in page.forms:
        typed_in = [control for control in form.controls if control.tag != "button" and control.get("type") != "hidden"]
        if typed_in and "novalidate" not in form.element.attrib:
            yield f"the form to {form.action} lets the browser check it in its own words: novalidate is missing"
        if form.method == "POST" and "csrf_token" not in form.names and not urlsplit(form.action).path.startswith("/u/"):
            yield f"the form to {form.action} has no CSRF token"
        if form.method == "GET" and "csrf_token" in form.names:
            yield f"the form to {form.action} puts its CSRF token into the address"
        if not form.buttons:
            yield f"the form to {form.action} has no button"
        yield from (
            f"a button says {face!r}: say what it does" for face, _ in form.buttons if face.casefold() in {"next", "submit"}
        )
    for control in page.tree.iter():
        if "required" in control.attrib:
            yield f"<{control.tag} name={control.get('name')!r}> is marked required: the form says so in words"


def _only_ours(page: Page) -> Problem:
    for found in page.tree.iter():
        if not isinstance(found.tag, str):
            continue
        loads = [found.get("src"), found.get("action"), found.get("srcset"), found.get("href") if found.tag != "a" else None]
        for address in filter(None, loads):
            host = urlsplit(address).netloc
            if host and host != HOST and not address.startswith("http://www.w3.org/"):
                yield f"<{found.tag}> reaches out to {host}"
        for name in found.attrib:
            if name == "style" or (name.startswith("on") and name not in {"one"}):
                yield f"<{found.tag} {name}=...> is refused by our own policy"
        if found.tag in ("script", "style") and not found.get("src") and not found.get("nonce"):
            yield f"a <{found.tag}> without a nonce is refused by our own policy"


def _help_now(page: Page) -> Problem:
    if page.links.get("Need help now?") != "/help-now":
        yield "there is no link “Need help now?”"
    if not any(has_class(link, "nhsuk-skip-link") for link in page.all("a")):
        yield "there is no link that skips to the main part"


def _links(page: Page) -> Problem:
    for link in page.all("a"):
        address = link.get("href")
        if address is None:
            yield f"the link {words(link)!r} leads nowhere"
        elif address.startswith("#") and address != "#" and page.by_id(address[1:]) is None:
            yield f"the link {words(link)!r} leads to {address}, which is not there"
        elif address in ("", "#") or address.startswith("javascript:"):
            yield f"the link {words(link)!r} leads nowhere"


def _tables(page: Page) -> Problem:
    for table in page.all("table"):
        caption = [child for child in table if child.tag == "caption"]
        if not caption or not words(caption[0]):
            yield "a table has no caption"
        for cell in table.iter("th"):
            if cell.get("scope") not in {"col", "row", "colgroup", "rowgroup"} or not words(cell):
                yield f"the heading cell {words(cell)!r} does not say what it heads, or is empty"


def _chosen_beforehand(page: Page, typed: Collection[tuple[str, str]]) -> Problem:
    for control in page.all("input"):
        name, pair = control.get("name") or "", (control.get("name") or "", control.get("value", "on"))
        about_consent = any(word in name for word in ("consent", "purpose", "gives"))
        if "checked" in control.attrib and about_consent and page.method == "GET" and pair not in typed:
            yield f"{name} is chosen before the person chose"


def _wording(page: Page, typed: Collection[str]) -> Problem:
    read = " ".join(_read(page))
    for theirs in sorted({" ".join(value.split()) for value in typed if value}, key=len, reverse=True):
        if any(sign in theirs for sign in UNTYPOGRAPHIC) or re.search("|".join(FORBIDDEN_WORDS), theirs, re.IGNORECASE):
            read = read.replace(theirs, "")
    for sign, name in UNTYPOGRAPHIC.items():
        if sign in read:
            at = read.index(sign)
            yield f"there is {name} in the text: …{read[max(0, at - 40) : at + 20]}…"
    for pattern in FORBIDDEN_WORDS:
        if found := re.search(pattern, read, re.IGNORECASE):
            yield f"the text says {found.group()!r}"


def _read(page: Page) -> Iterator[str]:
    yield words(page.tree, seen=lambda element: element.tag not in {"textarea", *UNSEEN})
    for found in page.tree.iter():
        for name in ("aria-label", "alt", "title", "placeholder"):
            if value := found.get(name):
                yield value


CHECKS: tuple[Callable[[Page], Problem], ...] = (
    _well_formed, _frame, _ids, _labels, _fieldsets, _error_summary, _forms, _only_ours, _help_now, _links, _tables,
)  # fmt: skip
