"""Who is signed in, and as what: members by a mailed link or code, staff by password and a second factor.

Rule: the only room that knows roles; every other room asks for a permission.
"""
