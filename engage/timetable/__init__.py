"""What the clock has set off: which job ran for which slot, and when the last tick was.

Rule: a slot is claimed once, whoever asks; the list of jobs itself stands in `engage/jobs/timetable.py`.
"""
