"""Benchmarks that anyone can run: ``make bench``. Ratios within one run count; the figures depend on the machine."""
