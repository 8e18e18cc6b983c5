"""The SQL engines: a plan of columns as one SQL tree, run by DuckDB, PostgreSQL or Spark.

Needs an extra; nothing here is imported before it is used.
"""
