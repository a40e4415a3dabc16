"""The facts about a case that rules may ask for: their names, their form and what they mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from occupations import levels
from policies.levels import LEVELS

Text = tuple[str, str]
"""The same in Chinese and in English."""
REGION_PATTERN = r"^[1-9][0-9]{5}$"
DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class Malformed(ValueError):
    """A value that its input does not take; the text is what would be taken, in both languages."""

    def __init__(self, expected: Text) -> None:
        super().__init__(expected[1])
        self.expected = expected


@dataclass(frozen=True, kw_only=True)
class Input:
    name: str
    label: Text
    help: Text = ("", "")
    words: Mapping[str, Text] | None = None
    also: Mapping[str, str] = field(default_factory=dict)
    """Other spellings that are taken → the word that each stands for."""
    """The words it takes; else numbers within bounds, days or, with a pattern, text."""
    bounds: tuple[int, int] | None = None
    pattern: str = ""
    example: str = ""

    @property
    def kind(self) -> str:
        if self.words == YES_NO:
            return "yes_no"
        return "one_of" if self.words else "number" if self.bounds else "day" if self.pattern == DAY_PATTERN else "code"

    @property
    def expected(self) -> Text:
        if self.words:
            words = ", ".join(self.words)
            return f"应为{words}之一", f"one of {words} is expected"
        if self.bounds:
            least, most = self.bounds
            return f"应为{least}至{most}的整数", f"a number from {least} to {most} is expected"
        return f"应形如{self.example}", f"something like {self.example} is expected"

    def read(self, text: str) -> Any:
        """The value that a text stands for. Raises Malformed."""
        if self.words:
            text = self.also.get(text, text)
            if text in self.words:
                return text == "true" if self.kind == "yes_no" else text
        elif self.bounds:
            if re.fullmatch("0|[1-9][0-9]{0,5}", text) and self.bounds[0] <= int(text) <= self.bounds[1]:
                return int(text)
        elif re.fullmatch(self.pattern.removesuffix("$"), text, re.ASCII):
            if self.kind != "day":
                return text
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        raise Malformed(self.expected)

    def shown(self, value: Any) -> Text:
        """A value as a reason tells it."""
        key = str(value).lower() if self.kind == "yes_no" else str(value)
        return self.words[key] if self.words else (key, key)


YES_NO: dict[str, Text] = {"true": ("是", "yes"), "false": ("否", "no")}
_ALL = (
    Input(
        name="level",
        label=("技能等级", "skill level"),
        help=(
            "证书的等级，或所申请的等级；level3也可写作3。",
            "The level of the certificate, or the one applied for; `3` is taken for level3.",
        ),
        words=LEVELS,
        also=levels.GRADES,
    ),
    Input(
        name="region",
        label=("地区", "region"),
        help=(
            "参保或工作所在地的行政区划代码（GB/T 2260），越具体越好。",
            "GB/T 2260 code of the place of work or insurance; the more precise the better.",
        ),
        pattern=REGION_PATTERN,
        example="440000",
    ),
    Input(
        name="certificate_on",
        label=("证书核发日", "day of the certificate"),
        help=("已取得证书时填写。", "Where a certificate has been gained."),
        pattern=DAY_PATTERN,
        example="2025-05-10",
    ),
    Input(
        name="employment",
        label=("就业状态", "employment"),
        words={
            "employed": ("企业职工", "employed by an enterprise"),
            "public_institution": ("事业单位职工", "employed by a public institution"),
            "platform": ("平台从业、未建立劳动关系", "working through a platform without an employment relation"),
            "flexible": ("其他灵活就业", "otherwise in flexible employment"),
            "unemployed": ("失业", "unemployed"),
            "student": ("在校学生", "pupil or student"),
        },
    ),
    Input(
        name="unemployment_benefit",
        label=("正在领取失业保险金", "draws unemployment benefit"),
        words=YES_NO,
    ),
    Input(
        name="insured_months",
        label=("累计缴纳失业保险费月数", "months of unemployment insurance paid"),
        bounds=(0, 720),
    ),
    Input(
        name="claimed_this_year",
        label=("本年度已领技能提升补贴次数", "skills upgrading subsidies drawn this year"),
        bounds=(0, 50),
    ),
    Input(
        name="trainings_this_year",
        label=("本年度已领培训补贴次数", "training subsidies drawn this year"),
        bounds=(0, 50),
    ),
    Input(
        name="trainings_so_far",
        label=("累计已领培训补贴次数", "training subsidies drawn so far"),
        bounds=(0, 500),
    ),
    Input(
        name="training_subsidy_drawn",
        label=("该证书已领培训补贴", "training subsidy drawn for this certificate"),
        words=YES_NO,
    ),
    Input(
        name="level_claimed_before",
        label=("同一职业同一等级曾领取", "drawn before for this occupation and level"),
        words=YES_NO,
    ),
    Input(
        name="shortage_occupation",
        label=("属当地急需紧缺职业", "listed as a shortage occupation there"),
        help=(
            "见当地急需紧缺职业目录，本库未收录。",
            "See the local list of shortage occupations; it is not held here.",
        ),
        words=YES_NO,
    ),
    Input(
        name="key_occupation",
        label=("属当地重点职业", "listed as a key occupation there"),
        words=YES_NO,
    ),
    Input(
        name="priority_group",
        label=("重点群体", "priority group"),
        words={
            "none": ("均不属于", "none of these"),
            "rural_migrant": ("农民工", "rural migrant worker"),
            "graduate_without_work": ("未就业毕业生", "graduate without work"),
            "registered_unemployed": ("登记失业人员", "registered as unemployed"),
            "hard_to_employ": ("就业困难人员", "hard to employ"),
        },
    ),
    Input(
        name="enterprise_apprentice",
        label=("企业新型学徒", "enterprise apprentice"),
        words=YES_NO,
    ),
    Input(
        name="union_member",
        label=("工会会员", "union member"),
        words=YES_NO,
    ),
    Input(
        name="registered_locally",
        label=("本地户籍、参保或失业登记", "household, insurance or unemployment registration there"),
        words=YES_NO,
    ),
    Input(name="age", label=("年龄", "age"), bounds=(0, 130)),
    Input(
        name="work_type",
        label=("工种", "work type"),
        help=("工种的概念编号。", "The concept id of the work type."),
        pattern=r"^C[0-9]{7}$",
        example="C0017967",
    ),
)
INPUTS = {given.name: given for given in _ALL}

# Pairs of facts that cannot both be so.
_CONTRADICTIONS: tuple[tuple[tuple[str, str], Callable[[Mapping[str, Any]], bool], Text], ...] = (
    (
        ("employment", "unemployment_benefit"),
        lambda facts: facts["unemployment_benefit"] and facts["employment"] != "unemployed",
        ("领取失业保险金者为失业人员", "whoever draws unemployment benefit is unemployed"),
    ),
    (
        ("employment", "enterprise_apprentice"),
        lambda facts: facts["enterprise_apprentice"] and facts["employment"] != "employed",
        ("企业新型学徒为企业职工", "an enterprise apprentice is employed by an enterprise"),
    ),
    (
        ("employment", "priority_group"),
        lambda facts: (
            facts["priority_group"] in ("registered_unemployed", "graduate_without_work")
            and facts["employment"] in ("employed", "public_institution", "platform")
        ),
        ("登记失业或未就业者没有工作", "whoever is registered as unemployed or without work has none"),
    ),
    (
        ("age", "insured_months"),
        lambda facts: facts["insured_months"] > facts["age"] * 12,
        ("缴费时间长于年龄", "insured for longer than the age"),
    ),
)


def contradictions(facts: Mapping[str, Any], on: date) -> list[tuple[tuple[str, ...], Text]]:
    """The inputs that contradict each other, with what is wrong between them."""
    found: list[tuple[tuple[str, ...], Text]] = [
        (names, text)
        for names, contradict, text in _CONTRADICTIONS
        if all(name in facts for name in names) and contradict(facts)
    ]
    certificate_on = facts.get("certificate_on")
    if certificate_on is not None and certificate_on > on:
        found.append(
            (("certificate_on", "on"), ("证书晚于所问之日", "the certificate is later than the day asked about"))
        )
    return found
