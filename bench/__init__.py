"""Benchmarks that anyone can run: ``make bench``. Ratios within one run count; the figures depend on the machine."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
