"""How Alembic reaches the database: through the application's own engine, one transaction a step."""

from __future__ import annotations

from alembic import context
from flask import current_app

config = context.config


def run() -> None:
    """Run the steps that are asked for on the application's database."""
    extension = current_app.extensions["migrate"].db
    with extension.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
