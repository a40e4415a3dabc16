"""The WSGI entry point."""

import gc

gc.disable()  # nothing of what is loaded here is garbage

import os  # noqa: E402

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
django.setup(set_prefix=False)

from registry.http.entrance import Entrance  # noqa: E402  (settings must be ready before)
from registry.http.handler import ApiHandler, pages  # noqa: E402

application = Entrance(ApiHandler(), pages=pages)

# The program itself is never looked through for garbage, and what an answer takes no more often than it need be.
gc.freeze()
gc.set_threshold(5000, 10, 10)
gc.enable()
