"""Cases: read, match headings, parse cells; unknown is kept as unknown."""
