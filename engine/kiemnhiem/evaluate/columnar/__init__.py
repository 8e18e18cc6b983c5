"""The columnar engines: a program as expressions over columns, run by Polars or, as SQL, by a database.

:mod:`plan` is what all of them run; :mod:`polars` and :mod:`kiemnhiem.evaluate.sql` run it. Importing this package
imports none of them.
"""
