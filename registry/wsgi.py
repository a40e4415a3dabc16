"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
django_application = get_wsgi_application()

from registry.http.entrance import Entrance  # noqa: E402  (settings must be ready before)

application = Entrance(django_application)
