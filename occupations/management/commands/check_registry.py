"""manage.py check_registry: the data files against themselves, the known gaps and the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from occupations import guards
from occupations.loading.cells import MalformedData
from occupations.loading.check import check
from occupations.loading.known_gaps import KNOWN_GAPS
from occupations.loading.load import is_loaded
from occupations.loading.read import read
from occupations.loading.standards.check import check as check_standards
from occupations.loading.standards.known_gaps import KNOWN_GAPS as KNOWN_GAPS_OF_STANDARDS
from occupations.loading.standards.load import is_loaded as is_loaded_standards
from occupations.loading.standards.read import read as read_standards


class Command(BaseCommand):
    help = "Check the registry's data files, the known gaps and the database's guards."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data, standards = read(), read_standards()
        except MalformedData as error:
            raise CommandError(str(error)) from error
        problems = check(data) + check_standards(standards, data)
        problems += [f"the database guard {name} is missing" for name in guards.missing(connection)]
        if not is_loaded(data.digest):
            problems.append("the database does not stand on these data files: run load_registry")
        if not is_loaded_standards(standards):
            problems.append("the skill standards and indicators are not those of the data files: run load_standards")
        if problems:
            raise CommandError(f"{len(problems)} problems:\n  " + "\n  ".join(problems))
        self.stdout.write(f"The registry's data is sound; {len(KNOWN_GAPS) + len(KNOWN_GAPS_OF_STANDARDS)} known gaps.")
