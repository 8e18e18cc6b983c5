"""Conditions on cases: an outcome per requirement, a verdict per policy and case."""
