"""The results of a screening: one SQLite file, written by the job that decided, read by pages a screenful at a time."""
