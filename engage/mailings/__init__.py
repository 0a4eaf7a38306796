"""Mailings: one text that the team writes to many people at once, who they are, and what became of it.

Rule: who gets it is asked again when it begins and again for each person before it goes; a text that went is never changed.
"""
