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

# Nor is it looked through for garbage ever after.
gc.freeze()
gc.enable()
