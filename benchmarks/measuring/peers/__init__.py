"""The engines we compare with, each in the best form it has for this workload."""
