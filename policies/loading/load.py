"""policies/data/*.csv → acts: what is new is published, what differs is corrected, what is gone is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from occupations.actions.corrections import Correction, correct
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, evidence, lock_registry
from occupations.loading.differences import Corrections
from occupations.models import Origin, SourceRecord
from policies.actions import MODELS, amend_policies, columns, publish_policies
from policies.inputs import PolicyContent, RegionContent, StatementContent
from policies.loading.check import check
from policies.loading.read import REGIONS, PolicyData
from policies.models import PolicyRecord, Region
from policies.models.terms import Statement

Say = Callable[[str], None]
POLICY = ("kind", "title_zh", "title_en", "region_code", "region_name_zh")
POLICY_PERIOD = ("valid_from", "valid_to", "earliest_start", "latest_start")
DOCUMENT = ("title_zh", "title_en", "document_number", "issued_on", "confidence", "known_gap_zh", "known_gap_en")


@dataclass(frozen=True)
class Differences:
    """What the files say and the database does not."""

    policies: list[tuple[PolicyContent, SourceContent]]
    statements: list[StatementContent]
    """Those of policies that are new."""
    regions: list[RegionContent]
    add: list[StatementContent]
    withdraw: list[Statement]
    corrections: list[Correction]

    def __bool__(self) -> bool:
        return bool(self.policies or self.regions or self.add or self.withdraw or self.corrections)


@transaction.atomic
def load(data: PolicyData, *, say: Say) -> None:
    """Bring the database up to the files; loading them again changes nothing, and a clerk's record is kept.

    Raises ValidationError with what is wrong with the files, or where a published policy or region is missing in them.
    """
    lock_registry()
    found = differences(data, say)
    if not found:
        say("The policies are loaded already; nothing to do.")
        return
    if problems := check(data):
        raise ValidationError(problems)
    if found.policies:
        policies, sources = zip(*found.policies, strict=True)
        revision = publish_policies(
            policies=policies,
            statements=found.statements,
            regions=found.regions,
            sources=[*sources, REGIONS],
            by=LOADER,
            reason="The policies' data files",
        )
        say(f"  {len(policies)} policies, {len(found.regions)} regions published, revision {revision.number}")
    reason = "Newer data files of the policies"
    if found.add or found.withdraw or (found.regions and not found.policies):
        revision = amend_policies(
            add=found.add,
            withdraw=found.withdraw,
            regions=[] if found.policies else found.regions,
            sources=[REGIONS],
            by=LOADER,
            reason=reason,
        )
        say(f"  {len(found.add)} statements added, {len(found.withdraw)} withdrawn, revision {revision.number}")
    if found.corrections:
        revision = correct(corrections=found.corrections, by=LOADER, reason=reason)
        say(f"  {len(found.corrections)} records corrected, revision {revision.number}")
    if len(found.regions) == len(data.regions):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # thousands of new rows: the planner must not go by what it knew before


def differences(data: PolicyData, say: Say = lambda line: None) -> Differences:
    """What loading the files would do. Raises ValidationError where they leave out what is published."""
    found = Corrections(say)
    held = _held_policies(data, found)
    regions = _regions(data, found)
    of_new = [statement for statement in data.statements if statement.policy not in held]
    add, withdraw = _statements([s for s in data.statements if s.policy in held], found)
    fresh = [(policy, source) for policy, source in data.policies if policy.slug not in held]
    return Differences(fresh, of_new, regions, add, withdraw, found.all)


def _held_policies(data: PolicyData, found: Corrections) -> set[str]:
    held = {row.policy_id: row for row in PolicyRecord.objects.current().select_related("recorded_from")}
    loaded = {slug for slug, row in held.items() if row.recorded_from.origin == Origin.LOADED}
    if missing := loaded - {policy.slug for policy, _source in data.policies}:
        raise ValidationError(f"policies.csv: published and missing here: {', '.join(sorted(missing))}")
    documents = {row.source_id: row for row in SourceRecord.objects.current().select_related("recorded_from")}
    for policy, source in data.policies:
        if policy.slug in held:
            told = {name: getattr(policy, name) for name in POLICY + POLICY_PERIOD}
            found.compare(held[policy.slug], told | evidence(policy))
            lists = {"issuers_zh": list(source.issuers_zh), "seen_at": list(source.seen_at)}
            found.compare(documents[source.slug], {name: getattr(source, name) for name in DOCUMENT} | lists)
    return set(held)


def _regions(data: PolicyData, found: Corrections) -> list[RegionContent]:
    """The regions that are new."""
    known = {row.code: row for row in Region.objects.current().select_related("recorded_from")}
    loaded = {code for code, row in known.items() if row.recorded_from.origin == Origin.LOADED}
    if missing := loaded - {region.code for region in data.regions}:
        raise ValidationError(f"regions.csv: published and missing here: {', '.join(sorted(missing))}")
    for region in data.regions:
        if region.code in known:
            found.compare(known[region.code], columns(region, leave_out=("code",)))
    return [region for region in data.regions if region.code not in known]


def _statements(told: list[StatementContent], found: Corrections) -> tuple[list[StatementContent], list[Statement]]:
    """The statements to add to published policies, and the loaded ones that the files no longer make."""
    add: list[StatementContent] = []
    withdraw: list[Statement] = []
    for content_type, model in MODELS.items():
        wanted = {(s.policy, s.number): s for s in told if isinstance(s, content_type)}
        rows = model._default_manager.filter(recorded_to=None).select_related("recorded_from")
        held = {(row.policy_id, row.number): row for row in rows}
        for key, row in held.items():
            if key in wanted:
                found.compare(row, columns(wanted[key], leave_out=("policy", "number")))
            elif row.recorded_from.origin == Origin.LOADED:
                withdraw.append(row)
        add += [content for key, content in wanted.items() if key not in held]
    return add, withdraw
