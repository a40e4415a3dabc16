"""What is typed into the rows of a policy's form, for the tests."""

from __future__ import annotations

from typing import Any

PREFIXES = ("benefits", "terms", "links")
BENEFIT = {
    "role": "rate",
    "name_zh": "技能提升补贴",
    "name_en": "Skills upgrading subsidy",
    "unit": "CNY",
    "per": "certificate",
    "beneficiary": "person",
}


def rows(initial: int = 0, **lists: list[dict[str, Any]]) -> dict[str, Any]:
    """Form data of the lists; of each, ``initial`` rows were there before."""
    data: dict[str, Any] = {}
    for prefix in PREFIXES:
        held = lists.get(prefix, [])
        data |= {f"{prefix}-TOTAL_FORMS": str(len(held) + 1), f"{prefix}-INITIAL_FORMS": str(min(initial, len(held)))}
        for number, row in enumerate(held):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    data[f"benefits-{len(lists.get('benefits', []))}-role"] = "rate"  # as the browser sends the row left empty
    return data


def level(word: str, amount: int) -> dict[str, Any]:
    return BENEFIT | {"level": word, "amount": str(amount)}


POLICY = {
    "title_zh": "关于2026年技能提升补贴的通知",
    "title_en": "Yunnan: skills upgrading subsidy 2026",
    "slug": "yn-skills-upgrading-2026",
    "kind": "skills_upgrading_subsidy",
    "region_code": "530000",
    "document_number": "云人社发〔2026〕1号",
    "issuers_zh": "云南省人力资源和社会保障厅；云南省财政厅",
    "issued_on": "2025-12-20",
    "confidence": "high",
    "valid_from": "2026-01-01",
    "last_day": "2026-12-31",
}
LEVELS = {"rule": "level_among", "value": "4、3"}
INSURED = {"rule": "insured_months", "value": "12"}
CARRIES_OUT = {"kind": "carries_out", "other": "cn-skills-upgrading-2017"}
STATEMENTS = rows(benefits=[level("level4", 1500), level("level3", 2000)], terms=[LEVELS, INSURED], links=[CARRIES_OUT])
GIVEN = POLICY | STATEMENTS
