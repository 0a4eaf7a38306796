"""Joining with somebody's help, letters to print, and every public form on paper.

Rule: nothing is assumed. What was not said is not recorded, and beside every answer stand the words it answers.
"""
