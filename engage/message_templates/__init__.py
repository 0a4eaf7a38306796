"""The words of every message: as they come with the system, and as the organisation changed them, version by version.

Rule: words are only ever added; the frame around them (greeting, why it came, phone, help, the way to stop it) cannot be
changed by anybody here.
"""
