"""Drafts of policies: files of the library as an author would have them. They are never written to the library: they
live in the author's page, are checked in a copy of it by a process of their own, and leave as a patch.
"""
