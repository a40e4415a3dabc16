"""manage.py check_registry: the data files against themselves, the known gaps and the database."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from occupations import guards
from occupations.actions.spelling import wrong_columns
from occupations.characters import visible
from occupations.loading.cells import MalformedData
from occupations.loading.check import check
from occupations.loading.known_gaps import KNOWN_GAPS
from occupations.loading.load import is_loaded
from occupations.loading.read import read
from occupations.loading.standards.check import check as check_standards
from occupations.loading.standards.known_gaps import KNOWN_GAPS as KNOWN_GAPS_OF_STANDARDS
from occupations.loading.standards.load import is_loaded as is_loaded_standards
from occupations.loading.standards.read import read as read_standards
from occupations.validity import Recorded
from policies.loading.check import check as check_policies
from policies.loading.known_gaps import KNOWN_GAPS as KNOWN_GAPS_OF_POLICIES
from policies.loading.load import differences as differences_of_policies
from policies.loading.read import read as read_policies

ALL_KNOWN_GAPS = [*KNOWN_GAPS, *KNOWN_GAPS_OF_STANDARDS, *KNOWN_GAPS_OF_POLICIES]


def published_with_unseen() -> list[str]:
    """The records in force that were published before such characters were refused; each is to be corrected."""
    return [
        f"{model._meta.model_name} {row.pk} {name}: invisible characters or a wrong name: {visible(text)}"
        for model in apps.get_models()
        if issubclass(model, Recorded)
        for row in model._default_manager.filter(recorded_to=None).iterator()
        for name, text, _message in wrong_columns(row)
    ]


class Command(BaseCommand):
    help = "Check the registry's data files, the known gaps and the database's guards."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data, standards, policies = read(), read_standards(), read_policies()
        except MalformedData as error:
            raise CommandError(str(error)) from error
        problems = check(data) + check_standards(standards, data) + check_policies(policies)
        problems += published_with_unseen()
        problems += [f"the database guard {name} is missing" for name in guards.missing(connection)]
        if not is_loaded(data.digest):
            problems.append("the database does not stand on these data files: run load_registry")
        if not is_loaded_standards(standards):
            problems.append("the skill standards and indicators are not those of the data files: run load_standards")
        try:
            if differences_of_policies(policies):
                problems.append("the policies are not those of the data files: run load_policies")
        except ValidationError as error:
            problems += error.messages
        if problems:
            raise CommandError(f"{len(problems)} problems:\n  " + "\n  ".join(problems))
        self.stdout.write(f"The registry's data is sound; {len(ALL_KNOWN_GAPS)} known gaps.")
