"""How many database queries each endpoint takes: a fixed number, however much it shows."""

import pytest

BUDGETS = {
    "": 10,
    "/editions": 6,
    "/editions/2022": 3,
    "/groups": 10,
    "/groups?under=4": 11,
    "/groups/4-01": 9,
    "/occupations": 12,
    "/occupations?digital=true&green=true": 12,
    "/occupations?q=员": 12,
    "/occupations?ordering=-name_zh": 12,
    "/occupations?under=4-01": 13,
    "/occupations?batch=6": 13,
    "/occupations?code=4-01*": 13,
    "/occupations?code=4-01-06-02,4-01-02-07": 16,
    "/occupations/4-01-06-02": 9,
    "/occupations/4-01-02-07": 6,
    "/tree": 3,
    "/tree?under=4-01": 3,
    "/concepts/C0005947": 9,
    "/work-types": 8,
    "/work-types?under=4": 9,
    "/work-types/C0002414": 7,
    "/batches": 7,
    "/batches/6": 6,
    "/batches/6/changes": 8,
    "/sources": 4,
    "/sources?edition=2022": 9,
    "/sources/batch-6": 3,
    "/problems": 0,
    "/problems/not-held": 0,
}
WITH_POLICIES = {
    "/policies": 9,
    "/policies?region=530102": 10,
    "/policies?occupation=4-01-06-02": 16,
    "/policies?level=3": 9,
    "/policies?batch=3": 18,
    "/policies?issuer=财政部": 9,
    "/policies?q=新职业": 9,
    "/policies/yn-skills-upgrading-2025": 7,
    "/occupations/4-01-06-02/policies": 16,
    "/batches/3/policies": 20,
    "/regions": 6,
    "/regions?level=county": 6,
    "/regions?parent=440000": 7,
    "/regions?under=440000": 7,
    "/regions?q=广": 6,
    "/regions/530102": 5,
    "/eligibility?occupation=4-01-06-02": 14,
    "/eligibility?occupation=4-01-06-02&level=3&region=530102&on=2025-07-01": 14,
    "/eligibility/inputs": 0,
}
LISTS = ["/editions", "/groups", "/occupations", "/work-types", "/batches", "/sources"]
PAGED = [path for path in BUDGETS if path.partition("?")[0] in LISTS or path.endswith("/changes")]


@pytest.mark.parametrize("path", BUDGETS)
def test_it_works(api, django_assert_num_queries, path):
    with django_assert_num_queries(BUDGETS[path]):
        api.client.get(f"/api/v1{path}")


@pytest.mark.parametrize("size", [1, 500])
@pytest.mark.parametrize("path", PAGED)
def test_the_size_of_a_page_costs_no_query(api, django_assert_num_queries, path, size):
    with django_assert_num_queries(BUDGETS[path]):
        answer = api.client.get(f"/api/v1{path}{'&' if '?' in path else '?'}page_size={size}")
    assert answer.status_code == 200


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_depth_of_a_tree_costs_no_query(api, django_assert_num_queries, depth):
    with django_assert_num_queries(BUDGETS["/tree"]):
        answer = api.client.get(f"/api/v1/tree?depth={depth}")
    assert answer.status_code == 200


def test_a_refused_parameter_costs_no_query(api, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = api.client.get("/api/v1/occupations?foo=1")
    assert answer.status_code == 400


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
