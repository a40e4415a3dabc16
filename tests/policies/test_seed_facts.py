"""What five news reports state of policies, batches, the classification and the process is answered over HTTP.

The facts are in tests/data/seed-facts.csv; those of other kinds are answered by other resources.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("policies_loaded")
FILE = Path(__file__).resolve().parent.parent / "data" / "seed-facts.csv"
FACTS = {row["id"]: row for row in csv.DictReader(FILE.read_text(encoding="utf-8").splitlines())}
MENTIONED = [
    "cn-new-occupation-training-2021",
    "cn-vocational-training-subsidy",
    "cn-skills-appraisal-subsidy",
    "cn-career-path-link-2020",
    "cn-flexible-employment-2020",
    "cn-new-form-labour-rights-2021",
    "cn-14fyp-digital-economy-2021",
    "cn-housing-fund-flexible-pilot-2021",
    "cn-livestream-public-employment-2024",
    "gd-flexible-medical-insurance-2022",
    "sh-new-form-labour-rights-2022",
    "fuzhou-internet-marketer-fund",
]
UNANSWERED = {
    "SF024": "a definition in prose; definitions are the project's own and not written yet",
    "SF031": "a definition in prose; definitions are the project's own and not written yet",
    "SF066": "a conference, of which no document is held",
    "SF069": "a count by a reporter, without the list of places",
    "SF074": "a white paper, of which no clause is held",
}


def told(api, policy):
    """The texts of what a policy gives and to whom."""
    body = api.get(f"/policies/{policy}")
    lines = body["benefits"] + body["supplements"] + body["programme"]
    return body, " / ".join([line["name_zh"] for line in lines] + [term["text_zh"] for term in body["terms"]])


def sf001(api, fact):
    assert api.get("/batches/6")["published_on"] == fact["value"]


def sf002(api, fact):
    occupation = api.get(f"/occupations/{fact['value']}", on=fact["as_of"])
    assert (occupation["name_zh"], occupation["introduced_by"]["kind"]) == (fact["subject"], "new_occupation")


def sf003(api, fact):
    assert len(api.get("/batches/6")["agencies"]) == int(fact["value"])


def sf004(api, fact):
    body, text = told(api, "cn-new-occupation-training-2021")
    assert "培训补贴" in text
    assert body["terms"][0]["rule"] == "new_occupation"


def sf005(api, fact):
    assert "技能评价补贴" in told(api, "cn-new-occupation-training-2021")[1]


def sf006(api, fact):
    assert "技能人才与专业技术人才发展政策" in told(api, "cn-new-occupation-training-2021")[1]


def sf025(api, fact):
    states = api.contract.document["components"]["schemas"]["Batch"]["properties"]["state"]
    states = states if "enum" in states else api.contract._resolve(states)
    order = [states["enum"].index(s) for s in ("soliciting", "public_comment", "approved", "announced")]
    assert order == sorted(order)


def sf026(api, fact):
    first = api.get("/batches", ordering="number")["results"][0]
    assert first["published_on"].startswith(fact["value"])


def batches_of_2021(api, fact):
    batches = api.get("/batches", on="2021-12-01")
    counts = {"batches": batches["count"]}
    counts["occupations"] = sum(batch["official_counts"]["new_occupations"] for batch in batches["results"])
    assert counts[fact["unit"]] == int(fact["value"])


def sf036(api, fact):
    """The report gives the month of the document."""
    batch = api.get("/batches/3")
    assert batch["document_date"].startswith(fact["value"])
    assert batch["published_on"] == "2020-07-06"


def sf037(api, fact):
    work_types = api.get("/occupations/4-01-06-02", on="2022-09-28")["work_types"]
    names = {name for row in work_types for name in (row["name_zh"], *row["former_names_zh"])}
    assert len(work_types) == int(fact["value"])
    assert {"选品员", "直播销售员", "视频创推员", "平台管理员"} <= names


def sf038(api, fact):
    [work_type] = api.get("/work-types", q=fact["subject"])["results"]
    assert work_type["occupation"]["code"] == "4-01-06-02"


def sf042(api, fact):
    [row] = [r for r in api.get("/indicators", q="机构类别")["results"] if fact["subject"] in r["name_zh"]]
    assert (row["value"], row["unit_en"], row["as_of"]) == (int(fact["value"]), fact["unit"], fact["as_of"])
    assert (row["occupation"]["name_zh"], row["check"]) == (fact["subject"], "not_checked")
    assert row["attributed_to_en"] == "iResearch white paper 2021"
    assert all(kind in row["name_zh"] for kind in ("地方政府", "培训企业", "职业院校"))


def sf053(api, fact):
    assert sum(api.get("/occupations", batch=n, digital="true")["count"] for n in (1, 2, 3, 4)) > int(fact["value"])


def sf054(api, fact):
    occupation = api.get(f"/occupations/{fact['value']}")
    assert occupation["name_zh"] == fact["subject"]
    assert "数据标注员" in [work_type["name_zh"] for work_type in occupation["work_types"]]


def sf063(api, fact):
    body, text = told(api, "cn-flexible-employment-2020")
    assert body["issued_on"].startswith(fact["value"])
    assert body["issuers_zh"] == ["国务院办公厅"]
    assert "灵活就业" in text


def sf064(api, fact):
    assert len(told(api, "cn-new-form-labour-rights-2021")[0]["issuers_zh"]) == int(fact["value"])


def sf065(api, fact):
    assert "基本公共就业服务" in told(api, "cn-new-form-labour-rights-2021")[1]


def plan(*words):
    def check(api, fact):
        body, text = told(api, "cn-14fyp-digital-economy-2021")
        assert body["issued_on"] == "2021-12-12"
        assert all(word in text for word in words)

    return check


def sf070(api, fact):
    assert len(told(api, "gd-flexible-medical-insurance-2022")[0]["benefits"]) == int(fact["value"])


def sf071(api, fact):
    assert "不限户籍" in told(api, "gd-flexible-medical-insurance-2022")[1]


def sf072(api, fact):
    body, text = told(api, "sh-new-form-labour-rights-2022")
    assert "最严算法" in text
    assert "以罚代管" in text
    assert body["region"]["code"] == "310000"


def sf073(api, fact):
    names = ("网约配送员", "互联网营销师", "人工智能训练师", "全媒体运营师", "供应链管理师", "虚拟现实工程技术人员")
    assert len(names) == int(fact["value"])
    for name in names:
        [found] = [row for row in api.get("/occupations", q=name)["results"] if row["name_zh"] == name]
        assert found["introduced_by"]["batch"] in (2, 3)


def fund(api, fact):
    sizes = {line["unit"]: line["amount"] for line in told(api, "fuzhou-internet-marketer-fund")[0]["programme"]}
    assert sizes[fact["unit"]] == int(fact["value"])


def sf086(api, fact):
    body, text = told(api, "cn-new-form-labour-rights-2021")
    assert body["issued_on"].startswith(fact["value"])
    assert all(word in text for word in ("报酬", "休息", "社会保险", "安全"))


def sf093(api, fact):
    held = [api.get(f"/editions/{edition}")["official_counts"]["occupations"] for edition in ("2015", "2022")]
    assert held[1] - held[0] == int(fact["value"])


def sf094(api, fact):
    assert api.get("/editions/2022")["official_counts"]["digital"] == int(fact["value"])
    assert api.get("/occupations", digital="true", on="2022-09-28")["count"] == int(fact["value"])


def sf096(api, fact):
    assert told(api, "cn-livestream-public-employment-2024")[0]["issued_on"] == fact["value"]


ANSWERS = {
    "SF001": sf001,
    "SF002": sf002,
    "SF003": sf003,
    "SF004": sf004,
    "SF005": sf005,
    "SF006": sf006,
    "SF025": sf025,
    "SF026": sf026,
    "SF027": batches_of_2021,
    "SF028": batches_of_2021,
    "SF036": sf036,
    "SF037": sf037,
    "SF038": sf038,
    "SF042": sf042,
    "SF051": batches_of_2021,
    "SF052": batches_of_2021,
    "SF053": sf053,
    "SF054": sf054,
    "SF063": sf063,
    "SF064": sf064,
    "SF065": sf065,
    "SF067": plan("社会保险"),
    "SF068": plan("住房公积金"),
    "SF070": sf070,
    "SF071": sf071,
    "SF072": sf072,
    "SF073": sf073,
    "SF077": plan("网络平台"),
    "SF078": plan("灵活就业", "副业创新"),
    "SF079": fund,
    "SF080": fund,
    "SF086": sf086,
    "SF087": plan("住房公积金"),
    "SF093": sf093,
    "SF094": sf094,
    "SF096": sf096,
}


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_answered_or_named_as_unanswered(api, fact):
    if fact in UNANSWERED:
        assert fact not in ANSWERS
    else:
        ANSWERS[fact](api, FACTS[fact])


def test_nothing_else_is_named():
    assert ANSWERS.keys() | UNANSWERED.keys() == FACTS.keys()


@pytest.mark.parametrize("policy", MENTIONED)
def test_every_policy_that_the_reports_mention_is_found(api, policy):
    assert api.get(f"/policies/{policy}")["id"] == policy
    title = api.get(f"/policies/{policy}")["title_zh"]
    on = api.get(f"/policies/{policy}")["valid_from"] or "2023-06-01"
    assert policy in [row["id"] for row in api.get("/policies", q=title[:20], on=on)["results"]]
