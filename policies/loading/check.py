"""What our sources do not tell of the policies: every place where something is missing or doubtful.

As in occupations/loading/check.py: a finding must be accepted by name in known_gaps.py beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator

from occupations.actions.inputs import SourceContent
from occupations.loading.check import Finding, unaccounted
from policies.inputs import BenefitContent, LinkContent, StatementContent, TermContent
from policies.loading.known_gaps import KNOWN_GAPS
from policies.loading.read import REGIONS, PolicyData
from policies.models import NoAmount
from policies.rules.conditions import OtherTerms
from policies.rules.scope import InCatalogue, InField, OutsideCatalogue, PilotPlacesNotHeld

NOT_HELD = {rule.slug() for rule in (OtherTerms, InCatalogue, OutsideCatalogue, InField, PilotPlacesNotHeld)}
"""The rules by which a term says that what it names is not in our sources."""
DOUBTFUL = "low"
TABLES: dict[type[StatementContent], str] = {BenefitContent: "benefits", TermContent: "terms", LinkContent: "links"}


def check(data: PolicyData) -> list[str]:
    """What is wrong with the files, in words; empty if they may be loaded."""
    return [*unaccounted(findings(data), KNOWN_GAPS, "policies/loading/known_gaps.py")]


def findings(data: PolicyData) -> Iterator[Finding]:
    for policy, source in data.policies:
        yield from _source_findings(source)
        if policy.valid_from is None:
            yield Finding("policies", policy.slug, "valid_from")
        if policy.confidence == DOUBTFUL:
            yield Finding("policies", policy.slug, "confidence", "doubtful")
    yield from _source_findings(REGIONS)
    doubtful = {policy.slug for policy, _source in data.policies if policy.confidence == DOUBTFUL}
    for statement in data.statements:
        table, key = TABLES[type(statement)], f"{statement.policy}/{statement.number}"
        yield from (Finding(table, key, field, detail) for field, detail in _not_told(statement))
        # Where the whole policy is doubtful, so is all that it says.
        if statement.confidence == DOUBTFUL and statement.policy not in doubtful:
            yield Finding(table, key, "confidence", "doubtful")


def _source_findings(source: SourceContent) -> Iterator[Finding]:
    for field in ("document_number", "issuers_zh", "issued_on", "seen_at"):
        if not getattr(source, field):
            yield Finding("sources", source.slug, field)


def _not_told(statement: StatementContent) -> Iterator[tuple[str, str]]:
    """The fields of a statement that our sources leave open, each with what is open."""
    match statement:
        case TermContent() if statement.rule in NOT_HELD:
            yield "value", f"{statement.rule}: not in our sources"
        case BenefitContent():
            if statement.no_amount == NoAmount.NOT_IN_SOURCES:
                yield "amount", ""
            if statement.limited_to_zh:
                yield "limited_to_zh", "the rates of others are not held"
