"""manage.py check_registry: the data files against themselves, the known gaps and the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from occupations import guards
from occupations.loading.check import check
from occupations.loading.known_gaps import KNOWN_GAPS
from occupations.loading.load import is_loaded
from occupations.loading.read import MalformedData, read


class Command(BaseCommand):
    help = "Check the registry's data files, the known gaps and the database's guards."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = read()
        except MalformedData as error:
            raise CommandError(str(error)) from error
        problems = check(data)
        problems += [f"the database guard {name} is missing" for name in guards.missing(connection)]
        if not is_loaded(data.digest):
            problems.append("the database does not stand on these data files: run load_registry")
        if problems:
            raise CommandError(f"{len(problems)} problems:\n  " + "\n  ".join(problems))
        self.stdout.write(f"The registry's data is sound; {len(KNOWN_GAPS)} known gaps.")
