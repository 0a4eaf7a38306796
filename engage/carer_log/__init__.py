"""The log of contacts with carers, what was promised to them, and the clocks that a new carer starts.

Rule: a follow-up is cleared by a contact or with a reason; a contact is voided with a reason and never taken out.
"""
