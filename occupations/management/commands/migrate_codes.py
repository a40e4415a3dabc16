"""manage.py migrate_codes: the codes of a CSV file carried to another day or edition, line by line."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from occupations.answers.migration import MEMBERS, OUTCOMES, Migration
from occupations.answers.missing import Missing
from occupations.answers.scope import Scope, resolve
from occupations.models.history import revision_clock

ADDED = ("outcome", "reason", "new_codes", "new_names", "concepts", "changed_on", "batches", "documents", "details")
# As spreadsheets save CSV: Unicode, or what Chinese systems use otherwise.
ENCODINGS = ("utf-8-sig", "gb18030")


class Command(BaseCommand):
    help = (
        "Read codes from a CSV file with the columns code and, as far as known, on, edition and name; write the same "
        "lines with what became of each. Other columns are handed through."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("input", type=Path)
        parser.add_argument("output", type=Path)
        parser.add_argument("--to", default="", help="The edition or the day to carry them to; today if not given.")

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = options["input"], options["output"]
        migration = Migration(self.scope(options["to"]))
        unfinished = target.with_name(f".{target.name}.unfinished")
        try:
            # The file's name is taken only once the file is whole.
            with (
                source.open(encoding=self.encoding(source), newline="") as lines,
                unfinished.open("w", encoding="utf-8-sig", newline="") as out,
            ):
                outcomes = self.migrate(migration, lines, out, source.stat().st_size)
            unfinished.replace(target)
        except (OSError, csv.Error) as error:
            raise CommandError(str(error)) from error
        finally:
            unfinished.unlink(missing_ok=True)
        told = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in OUTCOMES if outcomes[outcome])
        self.stdout.write(f"{sum(outcomes.values())} records: {told or 'none'}.")

    def migrate(self, migration: Migration, lines: IO[str], out: IO[str], size: int) -> Counter[str]:
        reader = csv.DictReader(lines)
        columns = list(reader.fieldnames or ())
        if "code" not in columns:
            raise CommandError(f"There is no column `code`; there are: {', '.join(columns) or 'none'}.")
        if len(set(columns)) < len(columns):
            raise CommandError("Two columns have the same name.")
        if taken := sorted({*ADDED} & {*columns}):
            raise CommandError(f"These columns would be overwritten: {', '.join(taken)}.")
        writer = csv.DictWriter(out, [*columns, *ADDED], extrasaction="ignore")
        writer.writeheader()
        outcomes: Counter[str] = Counter()
        with tqdm(total=size, unit="B", unit_scale=True, file=sys.stderr, disable=not sys.stderr.isatty()) as bar:
            for line in reader:
                answer = migration.migrate({name: line[name] for name in MEMBERS if line.get(name)})
                if beyond := line.pop(None, None):
                    answer = migration.refuse(None, f"more cells than columns: {beyond}")
                outcomes[answer["outcome"]] += 1
                writer.writerow({**line, **_cells(answer)})
                bar.update(sum(len((cell or "").encode()) + 1 for cell in line.values()))
        return outcomes

    def scope(self, target: str) -> Scope:
        today = timezone.localdate()
        found = revision_clock(today=today)
        if found is None:
            raise CommandError("The registry holds no data yet: run load_registry.")
        revision, changed_at, known_on = found
        try:
            day = date.fromisoformat(target) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", target) else None
            return resolve(
                edition=None if day else target or None,
                on=day,
                revision=revision,
                known_at=changed_at.isoformat(),
                today=today,
                known_on=known_on,
            )
        except (Missing, ValueError) as error:
            raise CommandError(str(error)) from error

    def encoding(self, file: Path) -> str:
        for encoding in ENCODINGS:
            try:
                with file.open(encoding=encoding) as lines:
                    while lines.read(1_000_000):
                        pass
            except UnicodeDecodeError:
                continue
            return encoding
        raise CommandError(f"{file} is neither in {' nor in '.join(ENCODINGS)}.")


def _cells(answer: dict[str, Any]) -> dict[str, str]:
    return {
        "outcome": answer["outcome"],
        "reason": answer["reason"] or "",
        "new_codes": _joined(place["code"] for place in answer["targets"]),
        "new_names": _joined(place["name_zh"] for place in answer["targets"]),
        "concepts": _joined(place["concept"] for place in answer["targets"]),
        "changed_on": _joined(step["effective_on"] for step in answer["path"]),
        "batches": _joined(step["batch"] for step in answer["path"]),
        "documents": _joined(source["title_zh"] for step in answer["path"] for source in step["sources"]),
        "details": _joined(
            [
                *(f"{error['field']}: {error['detail']}" for error in answer["errors"]),
                *(f"{place['code']} {place['name_zh']}" for place in answer["candidates"]),
                *answer["remarks"],
            ]
        ),
    }


def _joined(values: Any) -> str:
    return "; ".join(dict.fromkeys(str(value) for value in values if value is not None))
