"""What if a case were otherwise: a form of its facts, and what is found then. Nothing of it is kept."""
