"""What the replay of kept cases shares with tests of engines."""

from support.engines import decide, spark_here
from support.postgres import postgres_url

__all__ = ["decide", "postgres_url", "spark_here"]
