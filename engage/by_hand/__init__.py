"""What goes by phone, by text message or by post because e-mail is not for everybody: letters in batches, calls, texts.

Rule: nothing is printed, called or texted without being asked about again, by the channel it goes by.
"""
