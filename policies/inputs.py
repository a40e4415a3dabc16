"""What the actions are told: the content of policies, of their statements and of regions, typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from occupations.actions.inputs import Evidence


@dataclass(frozen=True, kw_only=True)
class RegionContent(Evidence):
    code: str
    level: str
    parent_code: str = ""
    name_zh: str
    name_en: str = ""
    other_names_en: str = ""
    since: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyContent(Evidence):
    slug: str
    kind: str
    title_zh: str
    title_en: str = ""
    region_code: str
    region_name_zh: str
    valid_from: date | None
    """None: our sources do not say since when."""
    valid_to: date | None
    earliest_start: date | None = None
    latest_start: date | None = None
    """Both inclusive; only where ``valid_from`` is None."""


@dataclass(frozen=True, kw_only=True)
class StatementContent(Evidence):
    policy: str
    number: int
    """Its place within the policy; counted apart for benefits, terms and links."""


@dataclass(frozen=True, kw_only=True)
class BenefitContent(StatementContent):
    role: str
    name_zh: str
    name_en: str
    level: str = ""
    amount: int | None = None
    least: int | None = None
    up_to: bool = False
    unit: str = ""
    per: str = ""
    beneficiary: str = ""
    no_amount: str = ""
    """Why there is no amount; blank where there is one."""
    applies_if: str = ""
    limited_to_zh: str = ""
    limited_to_en: str = ""


@dataclass(frozen=True, kw_only=True)
class TermContent(StatementContent):
    rule: str
    value: str = ""
    alternative: int | None = None
    alters: str | None = None
    """The policy whose terms of the same rule it stands in place of."""


@dataclass(frozen=True, kw_only=True)
class LinkContent(StatementContent):
    kind: str
    other: str
