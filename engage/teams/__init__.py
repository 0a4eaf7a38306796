"""The trust's teams, who manages each, and who is its carer champion or deputy on a day.

Rule: whoever asks about carers asks here first which teams they serve; access begins and ends with an appointment.
"""
