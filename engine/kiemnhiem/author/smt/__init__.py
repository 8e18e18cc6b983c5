"""Resolved policies as formulas of z3. To import only where z3 is installed."""
