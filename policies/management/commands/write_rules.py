"""manage.py write_rules: write docs/reference/rules.md from the rules; --check only compares."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.reference import rules_page


class Command(BaseCommand):
    help = "Write the reference of the rules."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail where it would differ.")

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / "docs" / "reference" / "rules.md"
        page = rules_page()
        if not options["check"]:
            file.write_text(page, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != page:
            raise CommandError(f"{file.name} is not what the rules say: run manage.py write_rules.")
