"""The rules, one by one: met, unmet, unknown; and their reference."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management.base import CommandError

from policies.models import Benefit, Term
from policies.rules import RULES, STANDING, TERMS, Case, Occupation
from policies.rules.conditions import months_after
from policies.rules.inputs import INPUTS, contradictions

DAY = date(2025, 7, 1)
MARKETER = Occupation(
    concept="C0005947",
    code="4-01-06-02",
    name_zh="互联网营销师",
    groups=frozenset({"C0050760"}),
    digital=True,
    green=False,
    batch=3,
    work_types=frozenset({"C0002414"}),
)
PARTIAL = Occupation(concept="C1", code="4-01-02-07", name_zh=None, group_codes=frozenset({"4", "4-01", "4-01-02"}))
CHAINS = {"530000": ("530000", "100000"), "440100": ("440100", "440000", "100000")}
YUNNAN, KUNMING, GUANGDONG = ("530000", "100000"), ("530100", "530000", "100000"), ("440000", "100000")


def case(occupation=MARKETER, region=(), **facts):
    return Case(DAY, occupation, region, CHAINS, facts)


CHECKS = [
    ("in_region", "530000|云南省|Yunnan", case(), None),
    ("in_region", "530000|云南省|Yunnan", case(region=YUNNAN), True),
    ("in_region", "530000|云南省|Yunnan", case(region=KUNMING), True),
    ("in_region", "530000|云南省|Yunnan", case(region=GUANGDONG), False),
    ("in_region", "530000|云南省|Yunnan", case(region=("100000",)), None),
    ("in_region", "440100|广州市|Guangzhou", case(region=GUANGDONG), None),
    ("in_region", "100000|全国|China", case(), True),
    ("pilot_places", "440100;530000|广州、云南|Guangzhou, Yunnan", case(region=GUANGDONG), None),
    ("pilot_places", "440100;530000|广州、云南|Guangzhou, Yunnan", case(region=KUNMING), True),
    ("pilot_places", "440100|广州|Guangzhou", case(region=KUNMING), False),
    ("pilot_places_not_held", "七省|seven provinces", case(region=KUNMING), None),
    ("occupation_named", "C0005947|互联网营销师|marketer", case(), True),
    ("occupation_named", "C0023830|网约配送员|courier", case(), False),
    ("in_group", "C0050760|4", case(), True),
    ("in_group", "C0024564|2", case(), False),
    ("in_group", "C0050760|4", case(PARTIAL), True),
    ("in_group", "C0024564|2", case(PARTIAL), False),
    ("marked", "digital", case(), True),
    ("marked", "green", case(), False),
    ("marked", "digital", case(PARTIAL), None),
    ("new_occupation", "", case(), True),
    ("new_occupation", "", case(PARTIAL), False),
    ("work_type_named", "C0002414|直播销售员|livestream seller", case(), None),
    ("work_type_named", "C0002414|直播销售员|livestream seller", case(work_type="C0002414"), True),
    ("work_type_named", "C0002414|直播销售员|livestream seller", case(work_type="C0003744"), False),
    ("work_type_named", "C0002414|直播销售员|livestream seller", case(PARTIAL, work_type="C0002414"), False),
    ("in_catalogue", "目录|catalogue", case(), None),
    ("outside_catalogue", "目录|catalogue", case(), None),
    ("in_field", "领域|field", case(), None),
    ("level_among", "level5;level4;level3", case(), None),
    ("level_among", "level5;level4;level3", case(level="level3"), True),
    ("level_among", "level5;level4;level3", case(level="level2"), False),
    ("level_among", "5;4;3", case(level="level3"), True),
    ("addressed_to_bodies", "", case(), False),
    ("employment_among", "flexible;platform", case(employment="platform"), True),
    ("employment_among", "flexible;platform", case(employment="employed"), False),
    ("employment_among", "flexible;platform", case(), None),
    ("employment_not_among", "student", case(employment="student"), False),
    ("employment_not_among", "student", case(employment="employed"), True),
    ("employment_not_among", "student", case(), None),
    ("draws_unemployment_benefit", "", case(unemployment_benefit=True), True),
    ("draws_unemployment_benefit", "", case(unemployment_benefit=False), False),
    ("insured_months", "12", case(insured_months=12), True),
    ("insured_months", "12", case(insured_months=11), False),
    ("insured_months", "12", case(), None),
    ("certificate_gained", "", case(certificate_on=DAY), True),
    ("certificate_gained", "", case(certificate_on=date(2025, 7, 2)), False),
    ("certificate_within_months", "12", case(certificate_on=date(2024, 7, 1)), True),
    ("certificate_within_months", "12", case(certificate_on=date(2024, 6, 30)), False),
    ("certificate_from", "2025-06-01", case(certificate_on=date(2025, 6, 1)), True),
    ("certificate_from", "2025-06-01", case(certificate_on=date(2025, 5, 31)), False),
    ("certificate_until", "2025-06-01", case(certificate_on=date(2025, 6, 1)), True),
    ("certificate_until", "2025-06-01", case(certificate_on=date(2025, 6, 2)), False),
    ("upgrading_times_a_year", "3", case(claimed_this_year=2), True),
    ("upgrading_times_a_year", "3", case(claimed_this_year=3), False),
    ("upgrading_times_a_year", "1;3", case(claimed_this_year=0), True),
    ("upgrading_times_a_year", "1;3", case(claimed_this_year=1), None),
    ("upgrading_times_a_year", "1;3", case(claimed_this_year=2, shortage_occupation=True), True),
    ("upgrading_times_a_year", "1;3", case(claimed_this_year=1, shortage_occupation=False), False),
    ("upgrading_times_a_year", "1;3", case(claimed_this_year=3, shortage_occupation=True), False),
    ("upgrading_times_a_year", "1;3", case(shortage_occupation=True), None),
    ("training_times_a_year", "3", case(trainings_this_year=3), False),
    ("training_times_a_year", "3", case(trainings_this_year=2), True),
    ("training_times_in_all", "3", case(trainings_so_far=3), False),
    ("no_training_subsidy", "", case(training_subsidy_drawn=True), False),
    ("no_training_subsidy", "", case(training_subsidy_drawn=False), True),
    ("once_per_level", "", case(level_claimed_before=True), False),
    ("once_per_level", "", case(level_claimed_before=False), True),
    ("priority_group_among", "rural_migrant", case(priority_group="rural_migrant"), True),
    ("priority_group_among", "rural_migrant", case(priority_group="none"), False),
    ("enterprise_apprentice", "", case(enterprise_apprentice=True), True),
    ("union_member", "", case(union_member=False), False),
    ("registered_locally", "", case(registered_locally=True), True),
    ("age_at_least", "16", case(age=16), True),
    ("age_at_least", "16", case(age=15), False),
    ("shortage_occupation", "", case(shortage_occupation=True), True),
    ("key_occupation", "", case(key_occupation=False), False),
    ("other_terms", "条件|terms", case(), None),
]


@pytest.mark.parametrize(("slug", "value", "given", "met"), CHECKS)
def test_a_rule(slug, value, given, met):
    rule = TERMS[slug](value)
    assert rule.check(given) is met
    for text in rule.reason(given):
        assert "{" not in text
    if met is None:
        assert set(rule.missing(given)) <= INPUTS.keys()


def test_every_rule_is_tested():
    assert {slug for slug, *_rest in CHECKS} == TERMS.keys()


def test_a_standing_rule_grants_nothing():
    for slug, met in (("start_known", None), ("not_replaced", False), ("not_carried_out_locally", False)):
        assert STANDING[slug]("甲|A").check(case()) is met


@pytest.mark.parametrize(
    ("slug", "value"),
    [("insured_months", "twelve"), ("level_among", "6"), ("marked", "red"), ("new_occupation", "1"), ("in_group", "4")],
)
def test_a_value_of_another_form_is_refused(slug, value):
    with pytest.raises(ValueError, match=slug):
        TERMS[slug](value)


@pytest.mark.usefixtures("policies_loaded")
def test_every_rule_that_policies_name_is_there_and_takes_its_value():
    for term in Term.objects.all():
        assert TERMS[term.rule](term.value).value == term.value
    assert {b.applies_if for b in Benefit.objects.exclude(applies_if="")} <= TERMS.keys()


@pytest.mark.parametrize("slug", RULES)
def test_a_rule_says_itself_in_both_languages(slug):
    rule = RULES[slug]
    assert rule.__doc__
    assert rule.__doc__.endswith(".")
    assert rule.zh.endswith("。")
    assert ("{value}" in rule.__doc__) == ("{value}" in rule.zh)
    assert set(rule.inputs) <= INPUTS.keys()


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 5, 10), 36, date(2027, 5, 10)),
    ],
)
def test_months_later(day, months, after):
    assert months_after(day, months) == after


def test_contradictions():
    assert contradictions({"insured_months": 12, "age": 30}, DAY) == []
    [(names, text)] = contradictions({"certificate_on": date(2025, 7, 2)}, DAY)
    assert names == ("certificate_on", "on")
    assert all(text)


def test_the_reference_is_as_the_rules_say(run, monkeypatch):
    run("write_rules", check=True)
    monkeypatch.setattr(TERMS["insured_months"], "zh", "别的。")
    with pytest.raises(CommandError):
        run("write_rules", check=True)
