"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
pages = get_wsgi_application()

from registry.http.entrance import Entrance  # noqa: E402  (settings must be ready before)
from registry.http.handler import ApiHandler  # noqa: E402

application = Entrance(ApiHandler(), pages=pages)
