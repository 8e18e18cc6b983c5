"""How fast, against what, on which machine: `make bench` writes docs/benchmarks.md. Not part of the package."""
