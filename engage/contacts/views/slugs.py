"""The ways to reach somebody, as they stand in addresses and as people read them."""

from __future__ import annotations

from engage.people.rules import Kind

SLUGS: dict[str, Kind] = {
    "e-mail": Kind.EMAIL,
    "phone": Kind.PHONE,
    "landline": Kind.LANDLINE,
    "text": Kind.TEXT,
    "letter": Kind.POST,
    "text-relay": Kind.RELAY,
    "supporter": Kind.SUPPORTER,
}
MEMBER_WORDS: dict[Kind, str] = {
    Kind.EMAIL: "E-mail",
    Kind.PHONE: "Phone",
    Kind.LANDLINE: "Landline",
    Kind.TEXT: "Text message",
    Kind.POST: "Letter",
    Kind.RELAY: "Text relay",
    Kind.SUPPORTER: "Through somebody who supports you",
}


def kind_of(slug: str) -> Kind:
    """The way an address names."""
    return SLUGS[slug]
