"""Makes engage/staff/common-passwords.txt: what many people would think of, put together from ordinary words and patterns.

Run it from the top folder: python tools/common_passwords.py
"""

# ruff: noqa: SIM905 - lists of words are easier to read and to add to as text
from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

TARGET = Path("engage/staff/common-passwords.txt")
SHORTEST = 12

WELL_KNOWN = """
password passw0rd p@ssword p@ssw0rd passwort letmein welcome welcome1 iloveyou sunshine princess football baseball
monkey dragon shadow master superman batman qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm abc123 abcdef
trustno1 whatever freedom flower cheese chocolate butterfly summer winter autumn spring holiday christmas london
liverpool arsenal chelsea everton rangers celtic england scotland ireland wales manchester united hospital nursing
nurse doctor health patient service changeme default secret admin administrator computer internet keyboard login
access security trust family forever together happy lovely friend friends daddy mummy angel baby tigger charlie
""".split()
MONTHS = "january february march april june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
NAMES = """
charlotte elizabeth michael matthew jessica jennifer samantha alexander christopher daniel thomas william george
oliver harry amelia sophie emily hannah rebecca victoria rachel lauren megan bethany joshua benjamin nicholas anthony
""".split()
SENTENCES = """
iloveyousomuch iloveyouforever iloveyoubaby letmeinplease letmeinnow openthedoor welcometowork welcomeback welcomehome
thisismypassword mypasswordis mypassword newpassword yourpassword thepassword passwordpassword changemenow changemeplease
ihatepasswords idontknow donotforget iforgotmypassword forgotpassword rememberme whateverwhatever mysecretpassword
correcthorsebatterystaple correcthorse thequickbrownfox onceuponatime happybirthday merrychristmas happynewyear
nationalhealthservice mentalhealthtrust nhspassword hospitalpassword nursingpassword participationteam manchesterunited
manchestercity liverpoolfc tottenhamhotspur newcastleunited youllneverwalkalone comeonengland footballiscominghome
gameofthrones starwarsfan harrypotter lordoftherings maythe4thbewithyou maytheforcebewithyou supercalifragilistic
""".split()
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()", "0987654321", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")


def walks() -> set[str]:
    """Along the keyboard: rows one after another, columns, doubled and reversed."""
    rows = {(left + right)[:size] for left, right in product(ROWS, repeat=2) for size in range(SHORTEST, 21)} | {
        left + left[::-1] for left in ROWS
    }
    starts = {row[:size] for row in ROWS for size in (3, 4, 5, 6, 8)}
    pairs = {left + right for left, right in permutations(starts, 2)} | {start * times for start in starts for times in (2, 3, 4)}
    columns = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/"]
    tall = {"".join(columns[at : at + 3]) for at in range(8)} | {columns[at] * 3 for at in range(10)}
    counting = {"0123456789" * 2, "123456789" * 2, "abcdefghijkl", "abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz"}
    return rows | pairs | tall | counting


def words() -> set[str]:
    """Well-known words in twos, with months, days, names and years."""
    plain = WELL_KNOWN + MONTHS + DAYS + NAMES
    twos = {left + right for left, right in product(plain, WELL_KNOWN[:40])}
    dated = {word + year for word in plain for year in ("2020", "2024", "2025", "2026", "2027", "123", "1234", "12345")}
    return set(plain) | twos | dated | {word * 2 for word in plain} | set(SENTENCES)


def main() -> None:
    """Write the list: whatever is long enough to be tried, and every word on its own."""
    singles = set(WELL_KNOWN + MONTHS + DAYS + NAMES + SENTENCES)
    found = {word for word in words() | walks() if len(word) >= SHORTEST} | singles
    TARGET.write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
