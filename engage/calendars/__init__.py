"""Calendars: anything with a date as a calendar file, and the secret address at which somebody's own calendar finds theirs.

Rule: a file says little (a private title, never anybody's name), and the address is as good as the dates behind it: it is
never logged, and one that was replaced or turned off is dead at once. See docs/decisions/0032-calendar-files.md.
"""
