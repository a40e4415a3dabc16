"""manage.py deliver_webhooks: call the receivers of what the registry records, until stopped."""

import signal
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from occupations.webhooks.delivery import Deliverer
from occupations.webhooks.sending import Sender


class Command(BaseCommand):
    help = "Deliver webhooks, in order and until they are accepted. Several may run side by side."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Deliver what is due, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        deliverer = Deliverer(sender=Sender(allow_private=settings.WEBHOOK_ALLOW_PRIVATE), clock=timezone.now)
        if options["once"]:
            self.stdout.write(f"{deliverer.run_once()} delivered.")
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_told: stop.set())
        self.stdout.write("Delivering webhooks; stop with Ctrl-C.")
        self.stdout.flush()
        deliverer.run(stop)
