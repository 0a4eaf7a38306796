"""How the tests are shared out among workers: one by one, but what shares something dear goes to one worker together."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/house/test_flat.py", "tests/in_chromium/", "tests/crash/")
"""A filled database of many people; a Chromium: two of them on two processors are slower than one."""


class SharingOut(LoadScopeScheduling):  # type: ignore[misc]
    """Groups by what is shared instead of by module."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)
