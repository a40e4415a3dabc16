"""The WSGI entry point."""

import gc

gc.disable()  # nothing of what is loaded here is garbage

import ctypes  # noqa: E402
import os  # noqa: E402

import django  # noqa: E402
from django.core.cache import close_caches  # noqa: E402
from django.core.signals import request_finished, request_started  # noqa: E402
from django.db import reset_queries  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
django.setup(set_prefix=False)

from registry.http.entrance import Entrance  # noqa: E402  (settings must be ready before)
from registry.http.handler import ApiHandler, pages  # noqa: E402

application = Entrance(ApiHandler(), pages=pages)

# Nobody reads the log of queries, nor has the cache anything open.
request_started.disconnect(reset_queries)
request_finished.disconnect(close_caches)

# Nor is it looked through for garbage ever after.
gc.freeze()
gc.enable()

# What large answers leave goes back to the system. Without this, glibc (nobody else has it) would keep up to 64 MiB of
# it for each thread.
M_TRIM_THRESHOLD, BYTES = -1, 128 * 1024
getattr(ctypes.CDLL(None), "mallopt", lambda *_unknown: None)(M_TRIM_THRESHOLD, BYTES)
