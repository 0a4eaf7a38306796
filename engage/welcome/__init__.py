"""The participation team's pages on people: who waits, one person, the welcome, the list, and what is taken out of it.

Rule: opening one person's page is written down, and nothing leaves without a reason.
"""
