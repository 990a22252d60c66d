"""What alembic runs: the migrations, on the connection that the program gives."""

from alembic import context

from relance_core.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
