"""Cases with the decisions that follow from the documents, derived by hand: tests/data/eligibility-cases.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("policies_loaded")
FILE = Path(__file__).resolve().parent.parent / "data" / "eligibility-cases.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))


def as_parameters(case):
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in case.items()}


def hold(case, body):
    """The answer is as the case expects."""
    lines = {line["policy"]: line for line in body["decisions"]}
    for policy, expected in case["expected"].items():
        expected = dict(expected)
        altered_by = expected.pop("altered_by", None)
        got = {name: lines[policy][name] for name in expected}
        assert got == expected, policy
        assert altered_by in {c["altered_by"] for c in lines[policy]["conditions"]} | {None}
    ended = {line["policy"]: [line["last_day"], line["stands_again"]] for line in body["ended"]}
    for policy, expected in case.get("ended", {}).items():
        assert ended[policy] == expected
    assert set(case.get("missing", [])) <= set(body["missing"])
    assert not set(case.get("not_missing", [])) & set(body["missing"])
    assert not set(case.get("absent", [])) & lines.keys()


def test_there_are_thirty():
    assert len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_one_by_one(api, case):
    hold(case, api.get("/eligibility", **as_parameters(case["case"])))


def test_all_at_once(api):
    body = api.post("/eligibility", [case["case"] for case in CASES])
    assert body["count"] == len(CASES)
    for number, (case, result) in enumerate(zip(CASES, body["results"], strict=True)):
        assert (result["index"], result["status"]) == (number, "answered"), result["errors"]
        hold(case, result)
