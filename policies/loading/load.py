"""policies/data/policies.csv → acts: what is new is published, what differs is corrected."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from occupations import validity
from occupations.actions.corrections import correct
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, evidence, lock_registry
from occupations.loading.differences import Corrections
from occupations.models import Origin, SourceRecord
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
    """Bring the database up to the file; loading it again changes nothing, and a clerk's record is kept.

    Raises ValidationError where a published policy is missing in the file.
    """
    lock_registry()
    held = {row.policy_id: row for row in PolicyRecord.objects.current().select_related("recorded_from")}
    loaded = {slug for slug, row in held.items() if row.recorded_from.origin == Origin.LOADED}
    if missing := loaded - {policy.slug for policy, _source in contents}:
        raise ValidationError(f"policies.csv: published and missing here: {', '.join(sorted(missing))}")
    documents = {row.source_id: row for row in SourceRecord.objects.current().select_related("recorded_from")}
    found = Corrections(say)
    for policy, source in contents:
        if policy.slug in held:
            names = ("kind", "title_zh", "title_en", "region_code", "region_name_zh", "valid_from", "valid_to")
            found.compare(held[policy.slug], {name: getattr(policy, name) for name in names} | evidence(policy))
            lists = {"issuers_zh": list(source.issuers_zh), "seen_at": list(source.seen_at)}
            told = ("title_zh", "title_en", "document_number", "issued_on", "confidence")
            found.compare(documents[source.slug], {name: getattr(source, name) for name in told} | lists)
    fresh = [(policy, source) for policy, source in contents if policy.slug not in held]
    if fresh:
        policies, sources = zip(*fresh, strict=True)
        revision = publish_policies(policies=policies, sources=sources, by=LOADER, reason="The policies' data file")
        say(f"  {len(fresh)} policies published, revision {revision.number}")
    if found.all:
        revision = correct(corrections=found.all, by=LOADER, reason="A newer data file of the policies")
        say(f"  {len(found.all)} records corrected, revision {revision.number}")
    if not (fresh or found.all):
        say("The policies are loaded already; nothing to do.")
