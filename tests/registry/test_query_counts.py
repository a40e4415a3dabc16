"""How many database queries each endpoint takes: a fixed number, however much it shows."""

import pytest

from tests.consultations import build_example

pytestmark = pytest.mark.usefixtures("standards")
# Of the first request of a process: what the policies of a revision tell is read once, in four or five queries.
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
    "/occupations?code=4-01*": 12,
    "/occupations?code=4-01-06-02,4-01-02-07": 16,
    "/occupations/4-01-06-02": 14,
    "/occupations/4-01-06-02/skill-standards": 8,
    "/occupations/4-01-02-07": 6,
    "/tree": 3,
    "/tree?under=4-01": 3,
    "/concepts/C0005947": 9,
    "/work-types": 8,
    "/work-types?under=4": 9,
    "/work-types/C0002414": 7,
    "/batches": 7,
    "/batches/6": 19,
    "/batches/6/changes": 8,
    "/skill-standards": 7,
    "/skill-standards?status=superseded": 7,
    "/skill-standards?q=员&ordering=-issued_on": 7,
    "/skill-standards?batch=3": 8,
    "/skill-standards?code=4-01-06-02,4-01-02-07": 11,
    "/skill-standards/hulianwangyingxiaoshi-2021": 6,
    "/skill-levels": 0,
    "/deprecations": 0,
    "/indicators": 6,
    "/indicators?code=4-01-06-02": 8,
    "/indicators/internet-marketer-talent-gap-2025": 5,
    "/sources": 4,
    "/sources?edition=2022": 9,
    "/sources/batch-6": 3,
    "/compare?from=2022-draft&to=2022": 7,
    "/compare?from=2015&to=2022": 7,
    "/compare?from=2024-01-01&to=2026-01-01": 7,
    "/compare?from=2022&to=2022&resource=work_type": 7,
    "/concepts/C0005947/history": 16,
    "/occupations/4-07-03-06/history?format=svg": 20,
    "/correspondences": 2,
    "/correspondences/2022-draft-to-2022": 9,
    "/correspondences/2022-draft-to-2022?inverted=true&source=4-07*": 9,
    "/correspondences/2015-to-2022": 9,
    "/feeds/changes.atom": 14,
    "/feeds/changes.json": 14,
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
    "/occupations/4-01-06-02": 15,
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
    "/eligibility?occupation=4-01-06-02&level=3&region=530102&on=2025-07-01": 15,
    "/eligibility/inputs": 0,
}
# A batch under public comment; what is not versioned asks for no revision.
CONSULTATION = {
    "/consultations": 2,
    "/consultations/9": 2,
    "/batches/9/comments": 3,
    "/batches/9": 5,
    "/proposals/P-7KQ2-M9RT-4WXC": 1,
}
LISTS = [
    *("/editions", "/groups", "/occupations", "/work-types", "/batches", "/sources", "/skill-standards"),
    *("/indicators", "/compare", "/correspondences"),
]
PAGED = [
    path
    for path in BUDGETS
    if path.partition("?")[0] in LISTS
    or path.endswith(("/changes", "/skill-standards"))
    or path.startswith("/correspondences/")
]
# What explains an event is read only where one asks for it: these are bounds, for pages of whatever size.
LOGS = {
    "/changes": 15,
    "/changes?from=2024-07-31&to=2024-08-01": 13,
    "/changes?kind=renamed": 15,
    "/changes?code=4-01-02-07": 10,
    "/changes?concept=C0005947": 15,
    "/changes?since=0": 38,
    "/changes?since=0&kind=renamed": 38,
    "/changes?since=10": 38,
}


@pytest.mark.parametrize("path", BUDGETS)
def test_it_works(api, django_assert_num_queries, path):
    with django_assert_num_queries(BUDGETS[path]):
        api.client.get(f"/api/v1{path}")


@pytest.mark.parametrize("path", CONSULTATION)
def test_what_the_public_sends_in(api, django_assert_num_queries, path):
    build_example()
    with django_assert_num_queries(CONSULTATION[path]):
        api.client.get(f"/api/v1{path}")


@pytest.mark.parametrize("size", [1, 500])
@pytest.mark.parametrize("path", PAGED)
def test_the_size_of_a_page_costs_no_query(api, django_assert_num_queries, path, size):
    with django_assert_num_queries(BUDGETS[path]):
        answer = api.client.get(f"/api/v1{path}{'&' if '?' in path else '?'}page_size={size}")
    assert answer.status_code == 200


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize("path", LOGS)
def test_the_size_of_a_page_of_the_log_costs_no_more_than_its_bound(api, django_assert_max_num_queries, path, size):
    with django_assert_max_num_queries(LOGS[path]):
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


# Once a process has read what the revision tells, and for a batch which policies cover it on the day.
AGAIN = {
    "/occupations/4-01-06-02": 9,
    "/batches/6": 6,
    "/policies": 3,
    "/policies/yn-skills-upgrading-2025": 1,
    "/occupations/4-01-06-02/policies": 10,
    "/eligibility?occupation=4-01-06-02&level=3&region=530102&on=2025-07-01": 9,
}


@pytest.mark.parametrize("path", AGAIN)
def test_asked_again_it_takes_fewer(policies_loaded, api, django_assert_num_queries, path):
    first = api.client.get(f"/api/v1{path}").json()
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
