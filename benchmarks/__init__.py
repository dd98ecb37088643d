"""Figures, not gates: run all with ``make bench``, some with ``python -m benchmarks spawn memory``."""
