#!/usr/bin/env python
"""Django's command line, with the registry's settings."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    # A command takes the time it takes. The server is another process, though `up` starts it.
    options = settings.DATABASES["default"]["OPTIONS"]
    if options.get("options") == settings.ANSWERS_TAKE and sys.argv[1:2] != ["runserver"]:
        del options["options"]
    execute_from_command_line(sys.argv)
