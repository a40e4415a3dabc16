"""policies/data/policies.csv → acts: what is new is published, what differs is corrected."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from occupations import validity
from occupations.actions.corrections import Correction, correct
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, evidence
from policies.actions import PolicyContent, publish_policies
from policies.models import PolicyRecord

DATA = Path(__file__).resolve().parent.parent / "data"


def read(folder: Path = DATA) -> list[tuple[PolicyContent, SourceContent]]:
    """Each policy with the document that makes it.

    It holds from its stated first day, else from the day of issue, else from a day not known; documents give
    the last day inclusively.
    """
    with (folder / "policies.csv").open(encoding="utf-8", newline="") as file:
        return [(_policy(row), _source(row)) for row in csv.DictReader(file, strict=True)]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _policy(row: dict[str, str]) -> PolicyContent:
    valid_from = _day(row["effective_from"]) or _day(row["issued_on"])
    unknown = valid_from is None
    return PolicyContent(
        slug=row["policy"],
        kind=row["kind"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        region_code=row["region_code"],
        region_name_zh=row["region_name_zh"],
        valid_from=valid_from,
        valid_to=validity.day_after(_day(row["last_day"])),
        source=f"policy-{row['policy']}",
        confidence=row["confidence"],
        known_gap_zh="起始日不详" if unknown else "",
        known_gap_en="Since when it holds is not known." if unknown else "",
    )


def _source(row: dict[str, str]) -> SourceContent:
    return SourceContent(
        slug=f"policy-{row['policy']}",
        kind="policy",
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        document_number=row["document_number"] or None,
        issuers_zh=tuple(name for name in row["issuers_zh"].split(";") if name),
        issued_on=_day(row["issued_on"]),
        seen_at=tuple(page for page in [row["seen_at"]] if page),
        confidence=row["confidence"],
    )


@transaction.atomic
def load(contents: list[tuple[PolicyContent, SourceContent]], *, say: Callable[[str], None]) -> None:
    """Bring the database up to the file; loading it again changes nothing."""
    held = {row.policy_id: row for row in PolicyRecord.objects.current()}
    fresh = [(policy, source) for policy, source in contents if policy.slug not in held]
    differing = []
    for policy, _source in contents:
        if row := held.get(policy.slug):
            names = ("kind", "title_zh", "title_en", "region_code", "region_name_zh", "valid_from", "valid_to")
            wanted = {name: getattr(policy, name) for name in names} | evidence(policy)
            if any(getattr(row, name) != value for name, value in wanted.items()):
                differing.append(Correction(row, wanted))
    if fresh:
        policies, sources = zip(*fresh, strict=True)
        revision = publish_policies(policies=policies, sources=sources, by=LOADER, reason="The policies' data file")
        say(f"  {len(fresh)} policies published, revision {revision.number}")
    if differing:
        revision = correct(corrections=differing, by=LOADER, reason="A newer data file of the policies")
        say(f"  {len(differing)} policies corrected, revision {revision.number}")
    if not (fresh or differing):
        say("The policies are loaded already; nothing to do.")
