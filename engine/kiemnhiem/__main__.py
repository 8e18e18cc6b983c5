"""``python -m kiemnhiem``."""

from kiemnhiem.cli import main

main()
