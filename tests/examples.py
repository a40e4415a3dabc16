"""The examples in openapi.yaml are real answers: this file asks for them anew and writes them down.

``python tests/examples.py`` writes docs/reference/examples/*.json from the real registry on a database of its own;
tests/test_examples.py replays each.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path
from typing import Any

import time_machine

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "examples"
ON = "on=2026-11-21&lang=en"
# Operation → what its example asks for.
REQUESTS = {
    "root": f"/api/v1?{ON}",
    "editions_list": "/api/v1/editions?status=draft&on=2022-07-15&lang=en",
    "editions_retrieve": f"/api/v1/editions/2022?{ON}",
    "groups_list": f"/api/v1/groups?under=4-13-01&level=3&{ON}",
    "groups_retrieve": f"/api/v1/groups/4-01-06?{ON}",
    "occupations_list": f"/api/v1/occupations?code=4-13-01-10,4-01-02-07&{ON}",
    "occupations_retrieve": f"/api/v1/occupations/4-01-06-02?{ON}",
    "tree": f"/api/v1/tree?under=4-13&depth=2&{ON}",
    "concepts_retrieve": f"/api/v1/concepts/C0005947?{ON}",
    "work_types_list": f"/api/v1/work-types?under=4-01-06-02&page_size=2&{ON}",
    "work_types_retrieve": f"/api/v1/work-types/C0040284?{ON}",
    "batches_list": f"/api/v1/batches?q=%E7%94%9F%E7%89%A9%E5%B7%A5%E7%A8%8B&{ON}",
    "batches_retrieve": f"/api/v1/batches/8?{ON}",
    "batches_changes_list": f"/api/v1/batches/8/changes?status=unconfirmed&kind=new_occupation&page_size=2&{ON}",
    "occupations_skill_standards_list": f"/api/v1/occupations/4-01-06-02/skill-standards?{ON}",
    "skill_standards_list": f"/api/v1/skill-standards?code=4-07-05-03&status=superseded&{ON}",
    "skill_standards_retrieve": f"/api/v1/skill-standards/hulianwangyingxiaoshi-2021?{ON}",
    "skill_levels_list": "/api/v1/skill-levels?lang=en",
    "indicators_list": f"/api/v1/indicators?code=4-01-06-02&measure=pay&{ON}",
    "indicators_retrieve": f"/api/v1/indicators/internet-marketer-talent-gap-2025?{ON}",
    "sources_list": f"/api/v1/sources?kind=press&{ON}",
    "sources_retrieve": f"/api/v1/sources/batch-6?{ON}",
    "policies_list": f"/api/v1/policies?kind=special_fund&{ON}",
    "policies_retrieve": f"/api/v1/policies/gd-training-subsidy-2023?{ON}",
    "changes_list": f"/api/v1/changes?from=2024-07-31&to=2024-08-01&kind=renamed&{ON.removeprefix('on=2026-11-21&')}",
    "compare": f"/api/v1/compare?from=2022-draft&to=2022&kind=split&{ON.removeprefix('on=2026-11-21&')}",
    "concepts_history": f"/api/v1/concepts/C0009557/history?{ON}",
    "occupations_history": f"/api/v1/occupations/4-01-06-02/history?{ON}",
    "correspondences_list": "/api/v1/correspondences?lang=en",
    "correspondences_retrieve": "/api/v1/correspondences/2022-draft-to-2022?source=4-07-03-06&lang=en",
    "feeds_atom": "/api/v1/feeds/changes.atom?batch=6&kind=renamed&lang=en",
    "feeds_json": "/api/v1/feeds/changes.json?batch=6&kind=renamed&lang=en",
    "codes_migrate": "/api/v1/codes/migrate?to=2026-11-21&lang=en",
    "codes_impact": "/api/v1/codes/impact?batch=6&lang=en",
    "occupations_policies_list": f"/api/v1/occupations/4-01-06-02/policies?kind=special_fund&{ON}",
    "batches_policies_list": f"/api/v1/batches/3/policies?kind=special_fund&{ON}",
    "regions_list": f"/api/v1/regions?parent=320500&page_size=2&{ON}",
    "regions_retrieve": f"/api/v1/regions/419001?{ON}",
    "eligibility": "/api/v1/eligibility?occupation=4-01-02-07&level=3&region=530100&on=2020-07-10&employment=employed"
    "&insured_months=12&certificate_on=2020-07-08&lang=en",
    "eligibility_many": "/api/v1/eligibility?on=2020-07-10&lang=en",
    "eligibility_inputs": "/api/v1/eligibility/inputs?lang=en",
    "consultations_list": "/api/v1/consultations?lang=en",
    "consultations_retrieve": "/api/v1/consultations/9?lang=en",
    "batches_comments_list": "/api/v1/batches/9/comments?lang=en",
    "batches_comments_create": "/api/v1/batches/9/comments?lang=en",
    "proposals_create": "/api/v1/proposals?lang=en",
    "proposals_retrieve": "/api/v1/proposals/P-7KQ2-M9RT-4WXC?lang=en",
    "dumps_list": "/api/v1/dumps?lang=en",
    "dumps_retrieve": "/api/v1/dumps/2022-draft/12?lang=en",
    "dumps_file": "/api/v1/dumps/2022-draft/12/manifest.json",
    "deprecations_list": "/api/v1/deprecations?lang=en",
    "problems_list": "/api/v1/problems?lang=en",
    "problems_retrieve": "/api/v1/problems/not-valid?lang=en",
}
# Those that a batch under public comment is built for (tests/consultations.py); they are asked on a day of its period.
NOT_VERSIONED = ("consultations", "batches_comments", "proposals")
# What an operation that takes a body is sent.
BODIES: dict[str, Any] = {
    "codes_migrate": [
        {"code": "4-01-02-07", "on": "2021-01-01"},
        {"code": "4-02-07-10"},
        {"code": "4-02-07-10", "name": "网约配送员", "id": 7},
        {"code": "4-01-2-7"},
    ],
    "codes_impact": [],
    "batches_comments_create": {"text": "建议写明与相近职业的区别。", "change": "c1", "email": "name@example.org"},
    "proposals_create": {
        "kind": "change",
        "code": "4-13-01-10",
        "name_zh": "网络主持人",
        "description": "改称网络主持人，与行业用语一致。",
        "submitter": "某某协会",
        "email": "office@example.org",
    },
    "eligibility_many": [
        {"occupation": "4-01-02-07", "level": 3, "region": "530100", "employment": "employed", "insured_months": 11},
        {"occupation": "4-01-06-02", "level": 3},
    ],
}


def asked(operation: str) -> tuple[str, Any]:
    """The address and the body of an example."""
    return REQUESTS[operation], BODIES.get(operation)


def on_the_day(operation: str) -> AbstractContextManager[Any]:
    """What is not versioned depends on the day it is asked on; every other example must hold on any later day."""
    day = "2026-11-21" if operation.startswith(NOT_VERSIONED) else "2031-01-01"
    return time_machine.travel(f"{day}T12:00:00+08:00", tick=False)


def steady(value: Any) -> Any:
    """An answer without what differs between installations: when it was recorded, and cursors."""
    if isinstance(value, dict):
        instant = "2026-11-21T00:00:00Z"
        fixed = {"known_at": instant, "recorded_at": instant, "date_published": instant, "revision": 12}
        fixed |= {"sha256": "0" * 64, "size": 1_000_000}
        fixed |= {"received_at": instant, "answered_at": instant}
        return {k: fixed.get(k, steady(v)) if v is not None else None for k, v in value.items()}
    if isinstance(value, list):
        return [steady(part) for part in value]
    if isinstance(value, str) and re.fullmatch(r"[CP](-[2-9A-Z]{4}){3}", value):  # a reference number
        return f"{value[0]}-7KQ2-M9RT-4WXC"
    if isinstance(value, str) and "/dumps/" in value:
        value = re.sub(r"(/dumps/[a-z0-9-]+)/[0-9]+", r"\1/12", value)
    if isinstance(value, str) and "urn:uuid:" in value:  # the ids and times of a feed
        value = re.sub(r"urn:uuid:[0-9a-f-]{36}", "urn:uuid:00000000-0000-5000-8000-000000000000", value)
        value = re.sub(r"<updated>[^<]+<", "<updated>2026-11-21T00:00:00+00:00<", value)
        return value.replace("testserver", "registry.example")
    if isinstance(value, str) and value.startswith("http://testserver"):
        head, cursor, _rest = value.replace("http://testserver", "https://registry.example").partition("?cursor=")
        return f"{head}?cursor=eJx…&page_size=2&lang=en" if cursor else head
    return value


def answer(client: Any, request: str, body: Any = None) -> Any:
    if "/dumps" in request:
        return _with_one_dump(lambda: _answer(client, request, body))
    return _answer(client, request, body)


def _with_one_dump(ask: Callable[[], Any]) -> Any:
    """Where one dump is held, of a revision that every registry has."""
    from django.test import override_settings

    from occupations.exports import dumps

    with tempfile.TemporaryDirectory() as folder, override_settings(DATA_DIR=Path(folder)):
        dumps.make("2022-draft", 12)
        return ask()


def _answer(client: Any, request: str, body: Any) -> Any:
    response = client.get(request) if body is None else client.post(request, body, content_type="application/json")
    if response.status_code not in (200, 201):
        raise SystemExit(f"{request}: {response.content.decode()}")
    return steady(response.json() if "json" in response["content-type"] else response.content.decode())


def write() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from tests.served import Client

    call_command("up", "--prepare-only", stdout=StringIO())
    from tests import consultations

    consultations.build_example()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for operation in REQUESTS:
        request, body = asked(operation)
        with on_the_day(operation):
            response = answer(Client(headers={"host": "testserver"}), request, body)
        example = {"request": request, "response": response}
        if body is not None:
            example["body"] = body
        text = json.dumps(example, ensure_ascii=False, indent=1)
        (FOLDER / f"{operation}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER.parents[2]))
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "registry.settings", "ALLOWED_HOSTS": "testserver"}
        os.environ.pop("DATABASE_URL", None)
        write()
