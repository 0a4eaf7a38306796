"""A file that somebody uploads, as rows of text: CSV in any spelling, or .xlsx; or one sentence that says what to mend.

Rule: knows nothing of the subject but the word for what stands in a row; nothing in a file is run, followed or believed.
"""
