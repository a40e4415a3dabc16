"""policies/data/*.csv → typed content. Nothing is checked here but the form; the actions check the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from occupations import validity
from occupations.actions.inputs import SourceContent
from occupations.loading.cells import rows_of
from policies.inputs import BenefitContent, LinkContent, PolicyContent, RegionContent, StatementContent, TermContent
from policies.loading.known_gaps import gap_texts


def gaps(table: str, key: str) -> dict[str, str]:
    """What known_gaps.py says of a row."""
    zh, en = gap_texts(table, key)
    return {"known_gap_zh": zh, "known_gap_en": en}


DATA = Path(__file__).resolve().parent.parent / "data"
REGIONS = SourceContent(
    slug="regions-2026-09",
    kind="announcement",
    title_zh="中华人民共和国县以上行政区划代码（2026年9月）",
    title_en="Codes of the administrative divisions, September 2026",
    issuers_zh=("民政部",),
    confidence="medium",
    known_gap_zh=gap_texts("sources", "regions-2026-09")[0],
    known_gap_en=gap_texts("sources", "regions-2026-09")[1],
)


@dataclass(frozen=True)
class PolicyData:
    policies: list[tuple[PolicyContent, SourceContent]]
    """Each policy with the document that makes it."""
    statements: list[StatementContent]
    regions: list[RegionContent]


def read(folder: Path = DATA) -> PolicyData:
    policies = [(_policy(row), _source(row)) for row in _rows(folder, "policies")]
    confidence = {policy.slug: policy.confidence for policy, _document in policies}

    def said(row: dict[str, str], table: str) -> dict[str, str]:
        """The evidence of a statement: the policy's document, and its confidence unless the row has its own."""
        policy = row["policy"]
        told = {"source": f"policy-{policy}", "confidence": row["confidence"] or confidence[policy]}
        return told | gaps(table, f"{policy}/{row['number']}")

    return PolicyData(
        policies=policies,
        statements=[
            *(_benefit(row, said(row, "benefits")) for row in _rows(folder, "benefits")),
            *(_term(row, said(row, "terms")) for row in _rows(folder, "terms")),
            *(_link(row, said(row, "links")) for row in _rows(folder, "links")),
        ],
        regions=[_region(row) for row in _rows(folder, "regions")],
    )


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    yield from (row.cells for row in rows_of(folder, f"{name}.csv"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None


def _policy(row: dict[str, str]) -> PolicyContent:
    """It holds from its stated first day, else from the day of issue, else from a day not known; documents give
    the last day inclusively."""
    valid_from = _day(row["effective_from"]) or _day(row["issued_on"])
    return PolicyContent(
        slug=row["policy"],
        kind=row["kind"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        region_code=row["region_code"],
        region_name_zh=row["region_name_zh"],
        valid_from=valid_from,
        valid_to=validity.day_after(_day(row["last_day"])),
        earliest_start=_day(row["earliest_start"]),
        latest_start=_day(row["latest_start"]),
        source=f"policy-{row['policy']}",
        confidence=row["confidence"],
        **gaps("policies", row["policy"]),
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
        **gaps("sources", f"policy-{row['policy']}"),
    )


def _benefit(row: dict[str, str], evidence: dict[str, str]) -> BenefitContent:
    return BenefitContent(
        policy=row["policy"],
        number=int(row["number"]),
        role=row["role"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        level=row["level"],
        amount=_number(row["amount"]),
        least=_number(row["least"]),
        up_to=row["up_to"] == "yes",
        unit=row["unit"],
        per=row["per"],
        beneficiary=row["beneficiary"],
        no_amount=row["no_amount"],
        applies_if=row["applies_if"],
        limited_to_zh=row["limited_to_zh"],
        limited_to_en=row["limited_to_en"],
        **evidence,
    )


def _term(row: dict[str, str], evidence: dict[str, str]) -> TermContent:
    return TermContent(
        policy=row["policy"],
        number=int(row["number"]),
        rule=row["rule"],
        value=row["value"],
        alternative=_number(row["alternative"]),
        alters=row["alters"] or None,
        **evidence,
    )


def _link(row: dict[str, str], evidence: dict[str, str]) -> LinkContent:
    number = int(row["number"])
    return LinkContent(policy=row["policy"], number=number, kind=row["kind"], other=row["other"], **evidence)


def _region(row: dict[str, str]) -> RegionContent:
    return RegionContent(
        code=row["code"],
        level=row["level"],
        parent_code=row["parent"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        other_names_en=row["other_names_en"],
        since=row["since"],
        notes=row["notes"],
        source=REGIONS.slug,
        confidence=REGIONS.confidence,
    )
