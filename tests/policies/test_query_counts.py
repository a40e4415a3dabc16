"""How many queries each endpoint takes where there are policies: apart, since they stay for all tests of a module."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import served

# Of the first request of a process.
WITH_POLICIES = {
    "/policies": 9,
    "/policies?region=530102": 10,
    "/policies?occupation=4-01-06-02": 16,
    "/policies?level=3": 9,
    "/policies?batch=3": 18,
    "/policies?issuer=财政部": 9,
    "/policies?q=新职业": 9,
    "/policies/yn-skills-upgrading-2025": 7,
    "/occupations/4-01-06-02": 16,
    "/batches/3": 20,
    "/occupations/4-01-06-02/policies": 16,
    "/batches/3/policies": 20,
    "/regions": 6,
    "/regions?level=county": 6,
    "/regions?parent=440000": 7,
    "/regions?under=440000": 7,
    "/regions?q=广": 6,
    "/regions/530102": 5,
    "/eligibility?occupation=4-01-06-02": 15,
    "/eligibility?occupation=4-01-06-02&level=3&region=530102&on=2025-07-01": 16,
    "/eligibility/inputs": 1,
}
# Once a process has read what the revision tells, and for a batch which policies cover it on the day.
AGAIN = {
    "/occupations/4-01-06-02": 9,
    "/batches/6": 6,
    "/policies": 3,
    "/policies/yn-skills-upgrading-2025": 1,
    "/occupations/4-01-06-02/policies": 9,
    "/eligibility?occupation=4-01-06-02&level=3&region=530102&on=2025-07-01": 8,
}


@pytest.mark.parametrize("path", AGAIN)
def test_asked_again_it_takes_fewer(policies_loaded, api, django_assert_num_queries, path):
    first = api.client.get(f"/api/v1{path}").json()
    served.reset()
    with django_assert_num_queries(AGAIN[path]):
        assert api.client.get(f"/api/v1{path}").json() == first


@pytest.mark.parametrize("path", WITH_POLICIES)
def test_policies_and_regions(policies_loaded, api, django_assert_num_queries, path):
    with django_assert_num_queries(WITH_POLICIES[path]):
        answer = api.client.get(f"/api/v1{path}")
    assert answer.status_code == 200


@pytest.mark.parametrize("size", [1, 500])
@pytest.mark.parametrize("path", [path for path in WITH_POLICIES if path.startswith(("/policies?", "/regions?"))])
def test_the_size_of_a_page_of_them_costs_no_query(policies_loaded, api, django_assert_num_queries, path, size):
    with django_assert_num_queries(WITH_POLICIES[path]):
        api.client.get(f"/api/v1{path}&page_size={size}")


def test_groups_and_regions_are_read_once_for_all_cases(policies_loaded, api):
    for case in ("occupation=4-01-06-02&region=530102", "occupation=4-10-08-01&region=440000&on=2024-01-01"):
        with CaptureQueriesContext(connection) as asked:
            assert api.client.get(f"/api/v1/eligibility?{case}").status_code == 200
    wide = [query["sql"] for query in asked if '"level" <' in query["sql"] or 'FROM "policies_region"' in query["sql"]]
    assert wide == []
