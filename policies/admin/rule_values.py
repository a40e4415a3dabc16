"""How a clerk writes the value of a rule, and what the rule is told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from occupations import codes
from occupations.models import Item, Scheme, WorkType
from policies.answers.cases import in_language
from policies.levels import LEVELS
from policies.models import Region
from policies.rules import TERMS, Rule, conditions, scope
from policies.rules.inputs import INPUTS, Text

BLANK = "……"


@dataclass(frozen=True)
class Explained:
    """A rule as the form explains it."""

    name: str
    text: str
    value: str
    """What its value is, in words; blank where it takes none."""
    example: str


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules in words, by what they are about."""
    groups: list[tuple[str, list[tuple[str, str]]]] = [
        (_("for which occupations, levels and places"), []),
        (_("conditions"), []),
        (_("how often"), []),
    ]
    for name, rule in TERMS.items():
        groups[0 if rule.scope else 2 if rule.limit else 1][1].append((name, in_words(rule)))
    return groups


def yes_no_rules() -> list[tuple[str, str]]:
    """Those that take no value."""
    return [(name, in_words(rule)) for name, rule in TERMS.items() if not rule.form]


def in_words(rule: type[Rule]) -> str:
    return in_language((rule.zh, rule.__doc__ or "")).format(value=BLANK).strip()


def explained() -> Iterator[Explained]:
    for name, rule in TERMS.items():
        value, example = _value_of(rule)
        yield Explained(name, in_words(rule), value, example)


def _value_of(rule: type[Rule]) -> tuple[str, str]:
    if not rule.form:
        return "", ""
    if issubclass(rule, conditions.EmploymentAmong):
        return _words(INPUTS["employment"].words or {}), "employed;platform"
    if rule is conditions.PriorityGroupAmong:
        return _words(INPUTS["priority_group"].words or {}), "rural_migrant;hard_to_employ"
    if rule is scope.LevelAmong:
        return _words(LEVELS), "level5;level4;level3"
    if rule is scope.OccupationNamed:
        return _("the code of the occupation, or its concept"), "4-01-06-02"
    if rule is scope.InGroup:
        return _("the code of the group"), "4-01"
    if rule is scope.WorkTypeNamed:
        return _("the concept of the work type, or its Chinese name"), "直播销售员"
    if rule is scope.InRegion:
        return _("the code of the region"), "440000"
    if rule is scope.PilotPlaces:
        return _("the codes of the regions, separated by semicolons"), "440100;440300"
    if rule is scope.Marked:
        return _("digital or green"), "digital"
    if rule is conditions.UpgradingTimesAYear:
        return _("a number; where more is allowed for some occupations, the larger one behind a semicolon"), "1;3"
    if issubclass(rule, conditions.OfDay):
        return _("a day"), "2025-01-01"
    if rule.form == conditions.NUMBER:
        return _("a number"), "12"
    return _("what it is, in Chinese and English, parted by a bar"), "省级目录|the provincial catalogue"


def _words(words: dict[str, Text]) -> str:
    told = ", ".join(f"{word} ({in_language(text)})" for word, text in words.items())
    return _("one or more of these, separated by semicolons: %(words)s") % {"words": told}


def read_value(name: str, text: str) -> str:
    """What the rule is told. Raises ValidationError, which says what it would take."""
    rule = TERMS[name]
    text = text.strip().replace("；", ";").replace("｜", "|").replace("、", ";" if "|" not in text else "、")
    text = re.sub(r"\s*([;|])\s*", r"\1", text)
    value = _full(rule, text) or text
    try:
        return rule(value).value  # as the rule spells it
    except ValueError:
        expected, example = _value_of(rule)
        if not rule.form:
            raise ValidationError(_("This rule takes no value."), code="invalid") from None
        told = {"expected": expected, "example": example}
        raise ValidationError(_("Expected: %(expected)s; such as %(example)s.") % told, code="invalid") from None


def _full(rule: type[Rule], text: str) -> str | None:
    """The value in full where it was told by a code or a name; None where it was not, or there is none such."""
    if rule is scope.OccupationNamed and (item := _item(text, codes.OCCUPATION)):
        shown = f"{item.code} " if item.code else ""
        return f"{item.concept_id}|{shown}{item.name_zh}|{shown}{item.name_en or item.name_zh}"
    if rule is scope.InGroup and (item := _item(text)):
        return f"{item.concept_id}|{item.code}"
    if rule is scope.WorkTypeNamed:
        rows = WorkType.objects.current().filter(scheme=Scheme.NATIONAL).order_by("-valid_from")
        row = rows.filter(concept=text).first() or rows.filter(name_zh=text).first()
        return f"{row.concept_id}|{row.name_zh}|{row.name_en or row.name_zh}" if row else None
    if rule in (scope.InRegion, scope.PilotPlaces):
        wanted = text.split(";")
        held = {region.code: region for region in Region.objects.current().filter(code__in=wanted)}
        if set(wanted) == set(held):
            names = [held[code] for code in wanted]
            zh = "、".join(region.name_zh for region in names)
            return f"{text}|{zh}|{', '.join(region.name_en or region.name_zh for region in names)}"
    return None


def _item(text: str, level: int | None = None) -> Item | None:
    """The latest item of a code or a concept."""
    items = Item.objects.current().filter(scheme=Scheme.NATIONAL).order_by("-valid_from")
    items = items.filter(level=level) if level else items.exclude(level=codes.OCCUPATION)
    return items.filter(code=text).first() or items.filter(concept=text).first()


def said(name: str, value: str) -> str:
    """A term in words; where it is no value of the rule, as it stands."""
    try:
        return in_language(TERMS[name](value).text)
    except (KeyError, ValueError):
        return f"{name} {value}"
