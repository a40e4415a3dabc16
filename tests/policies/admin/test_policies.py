"""A policy at the clerks' desk: its document, its benefits by level and its terms, published by a second person."""

from __future__ import annotations

import pytest
import time_machine

from occupations.models import Draft, Revision
from tests.clerks import ENTER, POLICIES, PUBLISH, REVIEW, clerk, desk, entered, move, published, wrong
from tests.policies.admin.policy_rows import CARRIES_OUT, GIVEN, INSURED, LEVELS, POLICY, level, rows

pytestmark = pytest.mark.usefixtures("policies_loaded")
NEW = "/admin/occupations/draft/new/policy/"
CASE = {"occupation": "4-01-06-02", "level": "level3", "region": "530000", "on": "2026-06-01", "insured_months": "12"}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-22T12:00:00+08:00"):
        yield


@pytest.fixture
def editor():
    return desk(clerk("wang", POLICIES))


@pytest.fixture
def publisher():
    return desk(clerk("li", POLICIES, PUBLISH, REVIEW))


def decision(api, policy: str, **told: str) -> dict | None:
    lines = api.get("/eligibility", **CASE | told)["decisions"]
    return next((line for line in lines if line["policy"] == policy), None)


def test_it_works(api, editor, publisher):
    draft = entered(editor, "policy", GIVEN)
    assert (draft.key, draft.title) == ("yn-skills-upgrading-2026", POLICY["title_zh"])
    assert decision(api, draft.key) is None
    revision = published(draft, editor, publisher).revision
    assert (revision.act, revision.by_name) == ("publish_policies", "li")
    body = api.get("/policies/yn-skills-upgrading-2026")
    assert [(b["level"], b["amount"], b["currency"]) for b in body["benefits"]] == [
        ("level4", 1500, "CNY"),
        ("level3", 2000, "CNY"),
    ]
    assert [(t["rule"], t["value"]) for t in body["terms"]] == [
        ("level_among", "level4;level3"),
        ("insured_months", "12"),
    ]
    assert (body["last_day"], body["valid_to"]) == ("2026-12-31", "2027-01-01")
    assert body["issuers_zh"] == ["云南省人力资源和社会保障厅", "云南省财政厅"]
    assert body["carries_out"] == ["cn-skills-upgrading-2017"]
    assert body["region"]["name_zh"] == "云南省"
    line = decision(api, "yn-skills-upgrading-2026")
    assert (line["decision"], line["amount"]) == ("granted", 2000)
    assert decision(api, "yn-skills-upgrading-2026", insured_months="11")["decision"] == "not_granted"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["技能提升补贴 · 三级／高级工 · 2000 元 · 每本证书 · 本人", "累计缴纳失业保险费不少于12个月"]),
        ("en", ["level 3, senior worker · 2000 yuan", "Unemployment insurance was paid for at least 12 months"]),
    ],
)
def test_the_page_says_benefits_and_terms_in_words(editor, language, words):
    draft = entered(editor, "policy", GIVEN)
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    text = editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("place", "values"),
    [
        ("region_code", {"region_code": "539999"}),
        ("region_code", {"region_code": "Yunnan"}),
        ("slug", {"slug": "云南"}),
        ("slug", {"slug": "x" * 60}),
        ("known_gap_zh", {"valid_from": ""}),
        ("known_gap_en", {"known_gap_zh": "不详"}),
        ("last_day", {"last_day": "31 December"}),
        ("benefits.0.amount", rows(benefits=[level("level3", 2000) | {"amount": ""}])),
        ("benefits.0.amount", rows(benefits=[level("level3", 2000) | {"no_amount": "not_money"}])),
        ("benefits.0.amount", rows(benefits=[level("level3", 2000) | {"amount": "-1"}])),
        ("benefits.0.amount", rows(benefits=[level("level3", 2000) | {"amount": "9" * 30}])),
        ("benefits.0.unit", rows(benefits=[level("level3", 2000) | {"unit": ""}])),
        ("benefits.0.least", rows(benefits=[level("level3", 2000) | {"least": "3000"}])),
        ("benefits.0.level", rows(benefits=[level("level17", 2000)])),
        ("terms.0.value", rows(terms=[INSURED | {"value": "a year"}])),
        ("terms.0.value", rows(terms=[LEVELS | {"value": "3;9"}])),
        ("terms.0.value", rows(terms=[{"rule": "certificate_from", "value": "2026-02-30"}])),
        ("terms.0.value", rows(terms=[{"rule": "union_member", "value": "yes"}])),
        ("terms.0.value", rows(terms=[{"rule": "occupation_named", "value": "4-99-99-99"}])),
        ("terms.0.rule", rows(terms=[{"rule": "is_nice", "value": ""}])),
        ("links.0.other", rows(links=[CARRIES_OUT | {"other": "no-such-policy"}])),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(editor, place, values):
    response = editor.post(NEW, GIVEN | values | {"version": "0"})
    assert response.status_code == 200
    assert place in wrong(response)
    assert not Draft.objects.filter(kind="policy").exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"slug": "yn-skills-upgrading-2025"}, "Published already"),
        ({"last_day": "2025-06-30"}, "over before it begins"),
        ({"latest_start": "2026-02-01"}, "lie between two days"),
    ],
)
def test_what_contradicts_the_registry_holds_it_back(editor, values, said):
    draft = entered(editor, "policy", GIVEN | values)
    assert said in editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    before = Revision.objects.count()
    assert said in " ".join(str(m) for m in move(editor, draft, "submitted").context["messages"])
    assert Revision.objects.count() == before


def test_the_values_of_rules_are_told_by_codes_and_names(editor):
    terms = [
        {"rule": "occupation_named", "value": "4-01-06-02"},
        {"rule": "in_group", "value": "4-01", "alternative": "1"},
        {"rule": "work_type_named", "value": "直播销售员", "alternative": "1"},
        {"rule": "pilot_places", "value": "530100；530300"},
        {"rule": "upgrading_times_a_year", "value": "1;3"},
        {"rule": "other_terms", "value": "须经公示｜after publication"},
        {"rule": "union_member", "value": ""},
    ]
    draft = entered(editor, "policy", GIVEN | rows(terms=terms))
    told = {term["rule"]: term["value"] for term in draft.content["statements"]["terms"]}
    assert told["occupation_named"].startswith("C0005947|4-01-06-02 互联网营销师|4-01-06-02 ")
    assert told["in_group"].endswith("|4-01")
    assert told["work_type_named"].split("|")[1] == "直播销售员"
    assert told["pilot_places"] == "530100;530300|昆明市、曲靖市|Kunming, Qujing"
    assert told["other_terms"] == "须经公示|after publication"
    assert [term["alternative"] for term in draft.content["statements"]["terms"]][1:3] == [1, 1]


def test_editing_keeps_what_is_not_touched(editor):
    draft = entered(editor, "policy", GIVEN)
    form = editor.get(f"/admin/occupations/draft/{draft.pk}/edit/").context["form"]
    assert [row["amount"] for row in form.parts["benefits"].initial] == [1500, 2000]
    given = GIVEN | rows(
        2, benefits=[level("level4", 1500), level("level3", 2500)], terms=[LEVELS, INSURED | {"DELETE": "on"}]
    )
    given |= {"version": "1", "links-INITIAL_FORMS": "0", "links-TOTAL_FORMS": "0"}
    assert editor.post(f"/admin/occupations/draft/{draft.pk}/edit/", given).status_code == 302
    draft.refresh_from_db()
    told = draft.content["statements"]
    assert [row["amount"] for row in told["benefits"]] == [1500, 2500]
    assert [row["rule"] for row in told["terms"]] == ["level_among"]
    assert told["links"] == []
    assert "2000 yuan" in (page := editor.get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode())
    assert "<del>Unemployment insurance was paid for at least 12 months in all.</del>" in page


def test_more_rows_keep_what_was_typed(editor):
    response = editor.post(NEW, GIVEN | {"version": "0", "_more": "terms"})
    assert response.status_code == 200
    form = response.context["form"]
    assert len(form.parts["terms"].forms) == 6
    assert form.parts["terms"].forms[1]["value"].value() == "12"
    assert not Draft.objects.filter(kind="policy").exists()
    assert editor.post(NEW, GIVEN | {"version": "0", "_more": "terms", "terms-TOTAL_FORMS": "x"}).status_code == 200


def test_the_levels_of_a_policy_are_its_own_business_only(editor):
    assert desk(clerk("zhao", ENTER)).get(NEW).status_code == 403
    assert desk(clerk("qian", ENTER, PUBLISH)).post(NEW, GIVEN).status_code == 403
    assert editor.get("/admin/policies/policyrecord/add/").url == NEW
    assert editor.get("/admin/occupations/draft/new/standard/").status_code == 403
