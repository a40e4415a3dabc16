"""manage.py load_policies: bring the database up to the policies' data file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from occupations.actions.revise import Conflict
from policies.loading.load import load
from policies.loading.read import read


class Command(BaseCommand):
    help = "Load the policies' data files; harmless to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Loading the policies:")
        try:
            load(read(), say=self.stdout.write)
        except ValidationError as error:
            raise CommandError("Nothing was loaded:\n  " + "\n  ".join(error.messages)) from error
        except Conflict as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
