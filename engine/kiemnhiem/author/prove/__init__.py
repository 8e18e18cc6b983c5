"""What can be proved of a policy library, and what cannot: docs/prove.md. All but the codes needs z3."""
