"""An invented trust to look at: staff of every role, people in every state, messages that went, waited and stayed behind.

Rule: nothing here is about anybody real, and none of it can be loaded where real people are (production refuses it).
"""

from __future__ import annotations

from engage.demo.staff import SignInLine, sign_in_list
from engage.demo.trust import DataAlready, NotInProduction, Tally, fill, is_empty

__all__ = ["DataAlready", "NotInProduction", "SignInLine", "Tally", "fill", "is_empty", "sign_in_list"]
