"""A reader of the registry that knows its OpenAPI document and nothing else; prints what it read as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date

from occupation_registry_of_china_client import Client
from occupation_registry_of_china_client.api.codes import codes_migrate
from occupation_registry_of_china_client.api.eligibility import eligibility
from occupation_registry_of_china_client.api.occupations import occupations_list, occupations_retrieve
from occupation_registry_of_china_client.api.tree import tree
from occupation_registry_of_china_client.models import (
    CaseLevel,
    Eligibility,
    Language,
    Migration,
    OccupationPage,
    Problem,
    StoredCode,
    Tree,
)

client = Client(base_url=sys.argv[1])
on = date(2026, 11, 21)

whole = tree.sync(client=client, on=on, depth=1)
assert isinstance(whole, Tree)
majors = [node.code for node in whole.results]

page = occupations_list.sync(client=client, on=on, under="4-01", page_size=5)
assert isinstance(page, OccupationPage) and page.next_
codes = [occupation.code for occupation in page.results]
following = OccupationPage.from_dict(client.get_httpx_client().get(page.next_).json())
codes += [occupation.code for occupation in following.results]

answer = occupations_retrieve.sync_detailed(client=client, code="4-01-02-07", on=on, lang=Language.EN)
assert isinstance(answer.parsed, Problem)


migration = codes_migrate.sync(client=client, to=on, body=[StoredCode(code="4-01-02-07", on=date(2021, 1, 1))])
assert isinstance(migration, Migration)

claim = eligibility.sync(
    client=client, occupation="4-01-02-07", level=CaseLevel.LEVEL3, region="530100", on=date(2020, 7, 10)
)
assert isinstance(claim, Eligibility)

print(
    json.dumps(
        {
            "majors": majors,
            "codes": codes,
            "count": page.count,
            "problem": [answer.status_code, answer.parsed.title],
            "migrated": [
                [record.outcome.value, [target.code for target in record.targets]] for record in migration.results
            ],
            "decisions": sorted({line.decision.value for line in claim.decisions}),
        }
    )
)
