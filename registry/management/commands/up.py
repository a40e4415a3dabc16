"""manage.py up: from an empty folder to a running registry, and quickly to a running one ever after."""

import io
import os
import secrets
import sys
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import translation


def server_command(host: str, port: str, workers: str) -> list[str]:
    command = [sys.executable, "-m", "granian", "registry.wsgi:application", "--interface", "wsgi"]
    command += ["--host", host, "--port", port, "--workers", workers, "--http", "1", "--no-ws"]
    # Threads are made as they are needed. Each holds a connection to the database, and so stays for a while.
    command += ["--blocking-threads", str(settings.THREADS), "--blocking-threads-idle-timeout", "600"]
    # On SIGHUP a worker ends so many seconds after its successor was started, which takes some to be ready.
    command += ["--respawn-interval", "10"]
    return [*command, "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning"]


class Command(BaseCommand):
    help = "Migrate, load the registry's data, make the roles, and the first admin if there is none, and serve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare-only", action="store_true", help="Do everything but serve.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached: {error}") from error
        self.stdout.write(f"Database is up to date ({time.monotonic() - started:.2f} s).")
        call_command("check", databases=["default"], stdout=io.StringIO())
        call_command("clearsessions")
        call_command("create_roles", stdout=io.StringIO())
        call_command("load_registry", stdout=self.stdout)
        call_command("load_policies", stdout=self.stdout)
        call_command("load_standards", stdout=self.stdout)
        self.first_admin()
        if not options["prepare_only"]:
            self.serve(started)

    def first_admin(self) -> None:
        """A password from ADMIN_PASSWORD, or one that is printed this once."""
        users = get_user_model()
        if users._default_manager.filter(is_superuser=True).exists():
            return
        name = os.environ.get("ADMIN_USERNAME", "admin")
        password = os.environ.get("ADMIN_PASSWORD") or secrets.token_urlsafe(12)
        if faults := password_faults(password):
            self.stderr.write(f"ADMIN_PASSWORD is weak: {' '.join(faults)}")
        users._default_manager.create_superuser(username=name, email="", password=password)
        shown = "the password of ADMIN_PASSWORD" if os.environ.get("ADMIN_PASSWORD") else f"password: {password}"
        self.stdout.write(f"First admin: {name}, {shown}  (shown this once)")

    def serve(self, started: float) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        site = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
        self.stdout.write(f"Ready after {time.monotonic() - started:.2f} s.")
        for name, path in (("API", "/api/v1"), ("Documentation", "/docs"), ("Admin", "/admin/")):
            self.stdout.write(f"  {name:<14} {site}{path}")
        self.stdout.flush()
        command = server_command(host, port, os.environ.get("WORKERS", "2"))
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, command)  # noqa: S606 (the server takes over this process: no shell is involved)


def password_faults(password: str) -> list[str]:
    """What the rules for passwords say against it."""
    with translation.override("en"):
        try:
            validate_password(password)
        except ValidationError as error:
            return error.messages
    return []
