"""manage.py load_standards: bring the database up to the data files of the skill standards and indicators."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from occupations.actions.revise import Conflict
from occupations.loading.cells import MalformedData
from occupations.loading.read import read as read_registry
from occupations.loading.standards.load import load
from occupations.loading.standards.read import read


class Command(BaseCommand):
    help = "Load the data files of the skill standards and indicators; harmless to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Loading the skill standards and indicators:")
        try:
            load(read(), read_registry, say=self.stdout.write)
        except ValidationError as error:
            raise CommandError("Nothing was loaded:\n  " + "\n  ".join(error.messages)) from error
        except (MalformedData, Conflict) as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
