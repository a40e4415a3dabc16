"""manage.py make_dumps: the dumps of the latest revision, for who does not want to wait for them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from occupations.answers.missing import Missing
from occupations.answers.scope import visible_editions
from occupations.exports import dumps
from occupations.models.history import revision_clock
from occupations.validity import AsOf


class Command(BaseCommand):
    help = "Make the dumps of the latest revision, of every edition or of one; those already made stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", help="Only of this edition, such as 2022.")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        clock = revision_clock(today=today)
        if clock is None:
            raise CommandError("The registry holds no data yet: run load_registry.")
        revision = clock[0]
        editions = [record.edition_id for record in visible_editions(AsOf(today, revision, today))]
        for edition in [options["edition"]] if options["edition"] else editions:
            try:
                manifest = dumps.make(edition, revision)
            except Missing as missing:
                raise CommandError(str(missing)) from missing
            except dumps.BeingMade as error:
                raise CommandError("Another process is making dumps.") from error
            size = sum(file["size"] for file in manifest["files"])
            self.stdout.write(f"{edition}, revision {revision}: {len(manifest['files'])} files, {size:,} bytes")
