"""manage.py load_policies: bring the database up to the policies' data file."""

from typing import Any

from django.core.management.base import BaseCommand

from policies.loading.load import load, read


class Command(BaseCommand):
    help = "Load the policies' data file; harmless to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Loading the policies:")
        load(read(), say=self.stdout.write)
