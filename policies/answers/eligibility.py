"""The outcome of a case in the words of the API: each line with its amount, conditions, reasons and document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from occupations import validity
from policies.answers.cases import Casebook, Question
from policies.answers.told import ToldPolicy
from policies.eligibility import Checked, Ended, Line, Outcome, named
from policies.models import Benefit, NoAmount, Unit
from policies.rules import Case
from policies.rules.inputs import INPUTS, Text
from policies.rules.rule import both

STATUS = {True: "met", False: "unmet", None: "unknown"}
NO_AMOUNT: Mapping[str, Text] = {
    NoAmount.SET_LOCALLY: ("标准由各地确定。", "The rate is set locally."),
    NoAmount.NOT_IN_SOURCES: ("标准不在我们的来源中。", "The rate is not in our sources."),
    NoAmount.NOT_MONEY: ("不是金额待遇。", "It is not a sum of money."),
    NoAmount.BY_LEVEL: ("标准因等级而异。", "The rate depends on the level."),
    NoAmount.OTHER_OCCUPATIONS: (
        "我们的来源没有该职业的标准，只有{limit}的标准。",
        "Our sources have no rate for this occupation, only for {limit}.",
    ),
}


def describe_outcome(question: Question, case: Case, outcome: Outcome, book: Casebook) -> dict[str, Any]:
    occupation = case.occupation
    return {
        "case": {
            "on": case.on,
            "occupation": {
                "concept": occupation.concept,
                "code": occupation.code,
                "name_zh": occupation.name_zh,
                "name_en": occupation.name_en,
            },
            "region": book.regions.place(case.region[0]) if case.region else None,
            "told": {name: value for name, value in question.facts.items() if name != "region"},
        },
        "decisions": [_line(line, case) for line in outcome.lines],
        "ended": [_ended(ended) for ended in outcome.ended],
        "missing": outcome.missing,
        "elsewhere": outcome.elsewhere,
    }


def _line(line: Line, case: Case) -> dict[str, Any]:
    rate, benefit = line.rate, line.rate.benefit
    no_amount_zh, no_amount_en = _why_no_amount(line)
    note_zh, note_en = _note(line)
    return {
        **_policy(line.policy),
        "decision": line.decision,
        "benefit_zh": benefit.name_zh if benefit else None,
        "benefit_en": benefit.name_en if benefit else None,
        "level": (benefit.level or None) if benefit else None,
        "amount": rate.amount,
        "currency": Unit.CNY.value if benefit and rate.amount is not None and benefit.unit == Unit.CNY else None,
        "unit": benefit.unit if benefit and rate.amount is not None else None,
        "at_least": benefit.least if benefit else None,
        "up_to": rate.up_to,
        "per": (benefit.per or None) if benefit and rate.amount is not None else None,
        "paid_to": (benefit.beneficiary or None) if benefit else None,
        "no_amount": rate.no_amount or None,
        "no_amount_zh": no_amount_zh,
        "no_amount_en": no_amount_en,
        "rate_of": rate.under,
        "supplements": [_supplement(benefit, applies) for benefit, applies in line.supplements],
        "replaces": line.replaces,
        "perhaps_replaced_by": [policy.slug for policy in line.perhaps_replaced_by],
        "note_zh": note_zh,
        "note_en": note_en,
        "conditions": [_condition(part, case) for part in line.checked],
        "provided": line.provided,
        "missing": line.missing,
    }


def _policy(policy: ToldPolicy) -> dict[str, Any]:
    """A policy in brief, with the document that the line rests on."""
    record, document = policy.record, policy.document
    return {
        "policy": policy.slug,
        "kind": record.kind,
        "title_zh": record.title_zh,
        "title_en": record.title_en,
        "region": {"code": record.region_code, "name_zh": record.region_name_zh},
        "document": {
            "id": document.source_id,
            "title_zh": document.title_zh,
            "document_number": document.document_number,
            "issued_on": document.issued_on,
            "valid_from": record.valid_from,
            "last_day": validity.last_day(record.valid_to),
            "confidence": record.confidence,
            "url": policy.url,
        },
    }


def _why_no_amount(line: Line) -> tuple[str | None, str | None]:
    if not line.rate.no_amount:
        return None, None
    zh, en = NO_AMOUNT[line.rate.no_amount]
    benefit = line.rate.benefit
    if benefit is None:
        return zh, en
    return zh.format(limit=benefit.limited_to_zh), en.format(limit=benefit.limited_to_en)


def _note(line: Line) -> tuple[str | None, str | None]:
    """In words, what the decision had to leave out."""
    names = [both(named(policy)) for policy in line.perhaps_replaced_by]
    if not names:
        return None, None
    zh, en = "；".join(zh for zh, _en in names), "; ".join(en for _zh, en in names)
    return (
        f"何时起施行不详，该日或已施行并代替本规定：{zh}。",
        f"May stand in place of this rule on that day already, since when it holds is not known: {en}.",
    )


def _supplement(benefit: Benefit, applies: bool | None) -> dict[str, Any]:
    return {
        "benefit_zh": benefit.name_zh,
        "benefit_en": benefit.name_en,
        "amount": benefit.amount,
        "unit": benefit.unit or None,
        "up_to": benefit.up_to,
        "per": benefit.per or None,
        "rule": benefit.applies_if or None,
        "status": STATUS[applies],
    }


def _condition(part: Checked, case: Case) -> dict[str, Any]:
    zh, en = part.rule.reason(case)
    return {
        "rule": part.rule.slug(),
        "scope": part.rule.scope,
        "limit": part.rule.limit,
        "status": STATUS[part.met],
        "alternative": part.alternative,
        "altered_by": part.altered_by,
        "reason_zh": zh,
        "reason_en": en,
        "missing": list(part.rule.missing(case)) if part.met is None else [],
    }


def _ended(ended: Ended) -> dict[str, Any]:
    again = [policy.slug for policy in ended.again]
    zh, en = f"{ended.last_day}为最后一日。", f"{ended.last_day} was its last day."
    if again:
        zh += f"其所取代的规定恢复单独适用：{'、'.join(again)}。"
        en += f" What it replaced stands alone again: {', '.join(again)}."
    return {
        **_policy(ended.policy),
        "last_day": ended.last_day,
        "stands_again": again,
        "reason_zh": zh,
        "reason_en": en,
    }


def describe_inputs(rules_asking: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Every input that a rule asks for; ``rules_asking`` gives the rules of each."""
    return [
        {
            "name": given.name,
            "type": given.kind,
            "label_zh": given.label[0],
            "label_en": given.label[1],
            "help_zh": given.help[0],
            "help_en": given.help[1],
            "values": [
                {"value": word, "label_zh": zh, "label_en": en} for word, (zh, en) in (given.words or {}).items()
            ],
            "least": given.bounds[0] if given.bounds else None,
            "most": given.bounds[1] if given.bounds else None,
            "rules": rules_asking[given.name],
        }
        for given in INPUTS.values()
        if rules_asking.get(given.name)
    ]
