"""What alembic runs: the missing steps, on the connection and inside the transaction `database.schema` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
