"""The rules of the house, as tests: what holds for every room, page and table."""
