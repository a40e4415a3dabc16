"""GET /eligibility/inputs: the facts that rules ask for, drawn from the rules."""

from policies.rules import RULES
from policies.rules.inputs import INPUTS


def test_it_works(api):
    body = api.get("/eligibility/inputs")
    found = {row["name"]: row for row in body["results"]}
    assert body["count"] == len(found)
    assert found["insured_months"] == {
        "name": "insured_months",
        "type": "number",
        "label_zh": "累计缴纳失业保险费月数",
        "label_en": "months of unemployment insurance paid",
        "help_zh": "",
        "help_en": "",
        "values": [],
        "least": 0,
        "most": 720,
        "rules": ["insured_months"],
    }
    assert [value["value"] for value in found["level"]["values"]][:3] == ["apprentice", "level5", "level4"]
    assert found["certificate_on"]["type"] == "day"


def test_they_are_those_that_rules_ask_for_and_no_others(api):
    asked = {name for rule in RULES.values() for name in rule.inputs}
    assert {row["name"] for row in api.get("/eligibility/inputs")["results"]} == asked == INPUTS.keys()


def test_every_input_is_a_parameter_of_eligibility_and_a_field_of_its_cases(openapi):
    operations = openapi["paths"]["/api/v1/eligibility"]
    parameters = {p["name"] for p in operations["get"]["parameters"] if "name" in p}
    assert INPUTS.keys() <= parameters
    assert openapi["components"]["schemas"]["Case"]["properties"].keys() == INPUTS.keys() | {"occupation", "on"}
