"""The pages that show something about one carer, as they stand in the record of who looked, and what people call them."""

from __future__ import annotations

from enum import StrEnum

from engage.carers.rules.who import WHY_ASKED_WORDS, WhyAsked


class Page(StrEnum):
    """The value stands in the record for good, so it is never changed."""

    PERSON = "person"
    DETAILS = "details"
    LOOKED = "looked"
    NAME = "name"
    REACH = "reach"
    NEEDS = "needs"
    SITUATION = "situation"
    NO_CONTACT = "no contact"
    CONTACT_AGAIN = "contact again"
    POOL_CODE = "pool code"
    TIE = "tie"
    ANOTHER = "another"
    END = "end"
    CONTACT = "details of a contact"
    VOID = "void"
    VOIDED = "voided"
    SHARING = "sharing"
    SHARING_TO_ASK = "sharing to ask"
    OVERRIDE = "sharing without an agreement"
    FOUND = "found for a request"
    REQUEST = "request"
    PRINTED = "printed for a request"
    ERASE = "erase"


PAGE_WORDS: dict[Page, str] = {
    Page.PERSON: "Summary",
    Page.DETAILS: "Details, and change them",
    Page.LOOKED: "Who looked",
    Page.NAME: "Name of a carer",
    Page.REACH: "How to reach a carer",
    Page.NEEDS: "What a carer needs",
    Page.SITUATION: "A carer’s situation",
    Page.NO_CONTACT: "Please do not contact me",
    Page.CONTACT_AGAIN: "They want contact again",
    Page.POOL_CODE: "A code to join the engagement pool",
    Page.TIE: "Whom they care for",
    Page.ANOTHER: "Somebody else they care for",
    Page.END: "End what ties them to a team",
    Page.CONTACT: "Add details to a contact",
    Page.VOID: "This contact does not count",
    Page.VOIDED: "A contact that was struck out",
    Page.SHARING: "What may be shared",
    Page.SHARING_TO_ASK: "Sharing to ask or to look at again",
    Page.OVERRIDE: "Shared without an agreement",
    Page.FOUND: "Carers who fit a request",
    Page.REQUEST: "What we hold about a carer",
    Page.PRINTED: "What we hold about you as a carer, to print",
    Page.ERASE: "Erase a carer’s record",
}


def page_words(kept: str) -> str:
    """What people call a page that stands in the record; a request says why it was opened.

    >>> page_words("tie"), page_words("request: access"), page_words("")
    ('Whom they care for', 'What we hold about a carer: they want to see what we hold about them', '')
    """
    page, _, why = kept.partition(": ")
    said = PAGE_WORDS[Page(page)] if page in set(Page) else page
    return f"{said}: {WHY_ASKED_WORDS[WhyAsked(why)].lower()}" if why in set(WhyAsked) else said
