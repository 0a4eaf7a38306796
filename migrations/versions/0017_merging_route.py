"""A merge of two records is a route of its own: what it writes into a ledger was told by nobody on paper.

Rows of earlier merges keep the route they were written with, which their hash covers. Going back, what merges wrote
since cannot be told in the earlier words: it is marked, and found again by the mark on the way up.
"""

from __future__ import annotations

from alembic import op

revision = "0017_merging_route"
down_revision = "0016_changed_addresses"

OLD_ROUTES = "route IN ('web', 'email link', 'phone', 'paper', 'in person', 'import', 'guardian', 'by itself')"
ROUTES = "route IN ('web', 'email link', 'phone', 'paper', 'in person', 'import', 'guardian', 'by itself', 'merge')"
# -2 below is the version of a hash that an earlier program cannot work out


def upgrade() -> None:
    _unguard()
    _say_routes(ROUTES)
    op.execute("UPDATE consent_event SET route = 'merge', hash_version = 2 WHERE hash_version = -2")
    _guard()


def downgrade() -> None:
    _unguard()
    op.execute("UPDATE consent_event SET route = 'paper', hash_version = -2 WHERE route = 'merge'")
    op.execute("UPDATE access_need SET ended_route = route WHERE ended_route = 'merge'")
    _say_routes(OLD_ROUTES)
    _guard()


def _say_routes(routes: str) -> None:
    with op.batch_alter_table("consent_event") as batch:
        batch.drop_constraint(op.f("ck_consent_event_route"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_event_route"), routes)
    with op.batch_alter_table("access_need") as batch:
        for column in ("route", "ended_route"):
            batch.drop_constraint(op.f(f"ck_access_need_{column}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_access_need_{column}"), routes.replace("route", column, 1))


def _guard() -> None:
    """On SQLite a table made anew has lost its triggers; the other database keeps them."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER consent_event_no_{verb.lower()} BEFORE {verb} ON consent_event "
                "BEGIN SELECT RAISE(ABORT, 'consent_event is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER consent_event_added_only BEFORE UPDATE OR DELETE ON consent_event "
        "FOR EACH ROW EXECUTE FUNCTION only_ever_added_to()"
    )


def _unguard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS consent_event_no_{verb}")
        return
    op.execute("DROP TRIGGER consent_event_added_only ON consent_event")
