"""Failed sign-ins are counted by address, too."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the tables to this version. Attempts are counted for minutes only: those there are may go."""
    op.execute("DELETE FROM attempts")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=64), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_attempts_address"), ["address"], unique=False)
        batch_op.alter_column("address", server_default=None)


def downgrade() -> None:
    """Take the tables back."""
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_address"))
        batch_op.drop_column("address")
