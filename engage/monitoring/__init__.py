"""How it is running: the figures a watching machine reads, and the same figures for people.

They are read from the database, so that every web process gives the same ones. No figure says anything about a person.
"""
