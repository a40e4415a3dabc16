"""What one case gets under each policy, and why: granted, not granted, more must be known, or not applicable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from occupations import validity
from policies.answers.told import ToldPolicies, ToldPolicy
from policies.models import Benefit, LinkKind, NoAmount, Role
from policies.rules import Case, Rule
from policies.rules.scope import NATION, LevelAmong
from policies.rules.standing import LevelInStandard, NotCarriedOutLocally, NotReplaced, StartKnown

GRANTED, NOT_GRANTED = "granted", "not_granted"
NEEDS_INFORMATION, NOT_APPLICABLE = "needs_information", "not_applicable"
DECISIONS = (GRANTED, NOT_GRANTED, NEEDS_INFORMATION, NOT_APPLICABLE)


@dataclass(frozen=True)
class Checked:
    """One rule, checked."""

    rule: Rule
    met: bool | None
    alternative: int | None = None
    altered_by: str | None = None


@dataclass(frozen=True)
class Rate:
    """What the case gets; ``under`` is the policy whose rate it is where the policy itself names none."""

    benefit: Benefit | None
    amount: int | None = None
    up_to: bool = False
    no_amount: str = ""
    under: str | None = None


@dataclass
class Line:
    policy: ToldPolicy
    decision: str
    checked: list[Checked]
    rate: Rate
    supplements: list[tuple[Benefit, bool | None]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    provided: list[str] = field(default_factory=list)
    """The limits on what was drawn before of which nothing was told."""
    perhaps_replaced_by: list[ToldPolicy] = field(default_factory=list)
    """What may stand in its place on that day already: since when it holds is not known. The decision leaves it out."""
    replaces: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ended:
    policy: ToldPolicy
    last_day: date
    again: list[ToldPolicy]
    """What it replaced while it ran, and what stands alone again on the day of the case."""


@dataclass
class Outcome:
    lines: list[Line]
    ended: list[Ended]
    elsewhere: int
    """How many policies in force are of other regions."""

    @property
    def missing(self) -> list[str]:
        return list(dict.fromkeys(name for line in self.lines for name in line.missing))


def decide(case: Case, policies: ToldPolicies) -> Outcome:
    lines, ended, elsewhere = [], [], 0
    for policy in policies:
        holds = validity.is_known_to_hold_on(policy.record, case.on)
        reached = policy.in_region.check(case)
        if holds is False:
            if reached and validity.ended_by(policy.record, case.on) and covers(policy, case, policies):
                ended.append(_ended(policy, case, policies))
        elif reached is False:
            elsewhere += 1
        else:
            lines.append(_line(policy, case, policies, known_start=holds is True))
    return Outcome(lines, ended, elsewhere)


def _line(policy: ToldPolicy, case: Case, policies: ToldPolicies, *, known_start: bool) -> Line:
    national = policy.record.region_code == NATION
    checked = [] if national else [Checked(policy.in_region, policy.in_region.check(case))]
    checked += _terms(policy, case, policies)
    rate = rate_of(policy, case, policies)
    line = Line(policy, GRANTED, checked, rate, replaces=_replaced_now(policy, case, policies))
    groups = list(_grouped(checked))
    if out_of_scope := [part for group, met in groups if met is False for part in group if _all_scope(group)]:
        return _closed(line, out_of_scope)
    if standing := _overruled(policy, case, policies):
        return _closed(line, [Checked(standing, met=False)])
    line.supplements = _supplements(policy, case, policies)
    line.perhaps_replaced_by = _perhaps_begun(policy, case, policies)
    if case.occupation.levels is None and case.facts.get("level") is not None and _goes_by_level(policy, checked):
        checked.append(Checked(LevelInStandard(_levels_unknown(case)), met=None))
        groups.append(([checked[-1]], None))
    if perhaps := _perhaps_overruled(policy, case, policies):
        checked.append(perhaps)
        groups.append(([perhaps], None))
    if not known_start:
        checked.append(Checked(StartKnown(_start(policy)), met=None))
        groups.append(([checked[-1]], None))
    if any(met is False for _group, met in groups):
        line.decision = NOT_GRANTED
    else:
        open_ = [part for group, met in groups if met is None for part in group if part.met is None]
        # Where it is not known whether the policy reaches the case at all, that alone is asked for.
        asking = [part for part in open_ if part.rule is policy.in_region] or open_
        line.missing = list(dict.fromkeys(name for part in asking for name in part.rule.missing(case)))
        line.provided = [part.rule.slug() for part in open_ if part.rule.limit]
        if len(line.provided) < len(open_):
            line.decision = NEEDS_INFORMATION
    return line


def _goes_by_level(policy: ToldPolicy, checked: list[Checked]) -> bool:
    return any(isinstance(part.rule, LevelAmong) for part in checked) or any(rate.level for rate in policy.rates())


def _closed(line: Line, why: list[Checked]) -> Line:
    """A line that says no more than why the policy does not apply."""
    line.decision, line.checked, line.rate = NOT_APPLICABLE, why, Rate(None)
    return line


def _terms(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> list[Checked]:
    found = []
    for term, altered_by in policies.terms(policy, case.on):
        rule = policies.rule(term.rule, term.value)
        found.append(Checked(rule, rule.check(case), term.alternative, altered_by))
    return found


def _grouped(checked: list[Checked]) -> Iterator[tuple[list[Checked], bool | None]]:
    """Each condition with the alternatives to it, and whether it is met: one of them is enough."""
    groups: dict[object, list[Checked]] = {}
    for place, part in enumerate(checked):
        key = ("alone", place) if part.alternative is None else ("alternative", part.alternative)
        groups.setdefault(key, []).append(part)
    for group in groups.values():
        results = [part.met for part in group]
        yield group, True if True in results else None if None in results else False


def _all_scope(group: list[Checked]) -> bool:
    return all(part.rule.scope for part in group)


def covers(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> bool:
    """Whether the scope of a policy covers the case, or may."""
    scope = policies.of_day(case.on).scopes[policy.slug]
    return all(any(rule.check(case) is not False for rule in alternatives) for alternatives in scope)


def _overruled(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> Rule | None:
    """The temporary measure that replaces it while it runs, or the local rule that stands in its place."""
    for slug in policies.replaced_by[policy.slug]:
        measure = policies.by_slug[slug]
        if validity.is_known_to_hold_on(measure.record, case.on) and measure.in_region.check(case):
            return NotReplaced(named(measure))
    for local in policies.local_rules(policy.slug):
        if validity.is_known_to_hold_on(local.record, case.on) and local.in_region.check(case):
            return NotCarriedOutLocally(named(local))
    return None


def _perhaps_overruled(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> Checked | None:
    """What may stand in its place: the region is told too roughly to know."""
    others: list[tuple[type[Rule], ToldPolicy]]
    others = [(NotReplaced, policies.by_slug[slug]) for slug in policies.replaced_by[policy.slug]]
    others += [(NotCarriedOutLocally, local) for local in policies.local_rules(policy.slug)]
    for rule, other in others:
        if validity.is_known_to_hold_on(other.record, case.on) and other.in_region.check(case) is None:
            return Checked(rule(named(other)), met=None)
    return None


def _perhaps_begun(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> list[ToldPolicy]:
    """What would stand in its place there, if it holds on that day: since when it does is not known."""
    others = [
        *(policies.by_slug[slug] for slug in policies.replaced_by[policy.slug]),
        *policies.local_rules(policy.slug),
    ]
    return [
        other
        for other in others
        if validity.is_known_to_hold_on(other.record, case.on) is None and other.in_region.check(case)
    ]


def _levels_unknown(case: Case) -> str:
    if case.occupation.has_standard:
        return "职业标准的等级不详|the levels of its skill standard are not known"
    return "未收录该职业的有效职业标准|no skill standard of it in force is held"


def named(policy: ToldPolicy) -> str:
    """A policy in both languages, with its number and its last day."""
    record, number = policy.record, policy.document.document_number
    last = validity.last_day(record.valid_to)
    zh = "，".join(part for part in (record.title_zh, number, f"至{last}" if last else "") if part)
    en = ", ".join(part for part in (record.title_en, number, f"until {last}" if last else "") if part)
    zh, en = (text.replace("|", "／").replace("\n", " ") for text in (zh, en))  # the bar parts the languages
    return f"{zh}（{policy.slug}）|{en} ({policy.slug})"


def _start(policy: ToldPolicy) -> str:
    record = policy.record
    zh, en = [], []
    if record.earliest_start:
        zh.append(f"不早于{record.earliest_start}")
        en.append(f"not before {record.earliest_start}")
    if record.latest_start:
        zh.append(f"不晚于{record.latest_start}")
        en.append(f"not after {record.latest_start}")
    return f"{'，'.join(zh) or '无线索'}|{', '.join(en) or 'nothing is known of it'}"


def _replaced_now(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> list[str]:
    others = [policies.by_slug[slug] for slug in policy.linked(LinkKind.REPLACES)]
    return [other.slug for other in others if validity.is_known_to_hold_on(other.record, case.on)]


def _ended(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> Ended:
    last_day = validity.last_day(policy.record.valid_to)
    assert last_day is not None  # noqa: S101 (it has ended)
    bases = [policies.by_slug[slug] for slug in policy.linked(LinkKind.REPLACES)]
    again = [
        base
        for base in bases
        if validity.is_known_to_hold_on(base.record, case.on) and not _overruled(base, case, policies)
    ]
    return Ended(policy, last_day, again)


def rate_of(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> Rate:
    """What the policy gives at the level of the case; where it carries out another and names no rate, that one's
    rate as a ceiling."""
    rates, level = policy.rates(), case.facts.get("level")
    fitting = [rate for rate in rates if rate.level in ("", level)]
    if not fitting:
        by_level = bool(rates) and level is None
        return Rate(None, no_amount=NoAmount.BY_LEVEL if by_level else NoAmount.NOT_IN_SOURCES)
    if level is None and any(rate.level for rate in rates):
        return Rate(None, no_amount=NoAmount.BY_LEVEL)
    first = fitting[0]
    if first.limited_to_zh:
        return Rate(first, no_amount=NoAmount.OTHER_OCCUPATIONS)
    if first.no_amount == NoAmount.NOT_IN_SOURCES:
        for slug in policy.linked(LinkKind.CARRIES_OUT):
            base = rate_of(policies.by_slug[slug], case, policies)
            if base.amount is not None:
                return Rate(base.benefit, base.amount, up_to=True, under=base.under or slug)
    return Rate(first, first.amount, first.up_to, first.no_amount)


def _supplements(policy: ToldPolicy, case: Case, policies: ToldPolicies) -> list[tuple[Benefit, bool | None]]:
    """What comes on top at this level, each with whether it does for this case."""
    level = case.facts.get("level")
    return [
        (benefit, policies.rule(benefit.applies_if).check(case) if benefit.applies_if else True)
        for benefit in policy.benefits
        if benefit.role == Role.SUPPLEMENT and benefit.level in ("", level)
    ]
