"""Write the bank holidays of England into engage/reminders/bank-holidays.txt: python -m tools.bank_holidays.

The library knows the holidays of 250 countries and reads them all in at the first question, which is more memory than any
part of our own; so it is asked here, and the program reads a file of dates. A test holds the file to the newest library.
"""

from __future__ import annotations

from pathlib import Path

import holidays

FILE = Path(__file__).resolve().parent.parent / "engage" / "reminders" / "bank-holidays.txt"
YEARS = range(2020, 2061)


def days() -> str:
    """A line for each day, the first year first."""
    found = sorted(holidays.country_holidays("GB", subdiv="ENG", years=YEARS))
    return "".join(f"{day.isoformat()}\n" for day in found)


if __name__ == "__main__":
    FILE.write_text(days(), encoding="utf-8")
