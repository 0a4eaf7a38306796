"""An invented trust to look at: staff of every role, people in every state, messages that went, waited and stayed behind.

Rule: nothing here is about anybody real, and none of it can be loaded where real people are (production refuses it).
"""
