"""kiemnhiem: a rules engine for holding posts concurrently (kiêm nhiệm chức danh) in Vietnam."""

__version__ = "0.1.0"
