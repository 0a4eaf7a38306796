"""What people need to take part: access needs from a coded list, their language, and how they want to be reached.

Rule: a need is recorded once, shown wherever somebody is contacted, shared only with a yes, and looked at again every year.
"""
