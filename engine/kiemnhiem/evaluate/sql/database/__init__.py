"""Screening a table where it is: inside a PostgreSQL server, which sends back nothing but counts."""
