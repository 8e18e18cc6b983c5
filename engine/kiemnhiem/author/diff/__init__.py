"""How two policy libraries differ: in what is written, in meaning, and in whom it concerns. docs/prove.md."""
