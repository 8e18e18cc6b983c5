"""Why, on what law, what is missing, what could cure it."""
