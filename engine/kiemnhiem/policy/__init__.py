"""Policies: read strictly, type-check, resolve for an as-of date."""

from kiemnhiem.policy.library import load_library, shipped_library
from kiemnhiem.policy.resolve import resolve

__all__ = ["load_library", "resolve", "shipped_library"]
