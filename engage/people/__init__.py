"""Who somebody is and how to reach them.

Rule: the only room that stores a member's name, address or number; others store a `person_id`.
"""
