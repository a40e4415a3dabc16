"""manage.py load_registry: bring the database up to the registry's data files."""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from occupations.actions.revise import Conflict
from occupations.loading.cells import MalformedData
from occupations.loading.load import load
from occupations.loading.read import read
from occupations.models import Item, Revision, WorkType


class Command(BaseCommand):
    help = "Load the registry's data files; harmless to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        self.stdout.write("Loading the registry's data:")
        try:
            load(read(), say=self.stdout.write)
        except ValidationError as error:
            raise CommandError("Nothing was loaded:\n  " + "\n  ".join(error.messages)) from error
        except (MalformedData, Conflict) as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        counts = f"{Item.objects.count()} item records, {WorkType.objects.count()} work type records"
        latest = Revision.objects.latest("number")
        self.stdout.write(f"Loaded in {time.monotonic() - started:.2f} s: {counts}, revision {latest.number}.")
