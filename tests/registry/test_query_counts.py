"""How many database queries each endpoint takes: a fixed number, however much it shows."""

import pytest

from tests.consultations import build_example

pytestmark = pytest.mark.usefixtures("standards")
# One of each asks for the revision: what a test writes is not committed, so the entrance finds no mark of it.
# Of the first request of a process: what the policies of a revision tell is read once; there are none here.
BUDGETS = {
    "": 11,
    "/editions": 6,
    "/editions/2022": 3,
    "/groups": 11,
    "/groups?under=4": 12,
    "/groups/4-01": 10,
    "/occupations": 13,
    "/occupations?digital=true&green=true": 13,
    "/occupations?q=员": 13,
    "/occupations?ordering=-name_zh": 13,
    "/occupations?under=4-01": 14,
    "/occupations?batch=6": 14,
    "/occupations?code=4-01*": 13,
    "/occupations?code=4-01-06-02,4-01-02-07": 17,
    "/occupations/4-01-06-02": 15,
    "/occupations/4-01-06-02/skill-standards": 8,
    "/occupations/4-01-02-07": 7,
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
    "/skill-levels": 1,
    "/deprecations": 1,
    "/indicators": 6,
    "/indicators?code=4-01-06-02": 8,
    "/indicators/internet-marketer-talent-gap-2025": 5,
    "/sources": 4,
    "/sources?edition=2022": 9,
    "/sources/batch-6": 3,
    "/compare?from=2022-draft&to=2022": 7,
    "/compare?from=2015&to=2022": 6,
    "/compare?from=2024-01-01&to=2026-01-01": 6,
    "/compare?from=2022&to=2022&resource=work_type": 6,
    "/concepts/C0005947/history": 16,
    "/occupations/4-07-03-06/history?format=svg": 20,
    "/correspondences": 2,
    "/correspondences/2022-draft-to-2022": 9,
    "/correspondences/2022-draft-to-2022?inverted=true&source=4-07*": 9,
    "/correspondences/2015-to-2022": 8,
    "/feeds/changes.atom": 14,
    "/feeds/changes.json": 14,
    "/problems": 1,
    "/problems/not-held": 1,
}
# A batch under public comment; what is not versioned asks for no revision itself.
CONSULTATION = {
    "/consultations": 3,
    "/consultations/9": 3,
    "/batches/9/comments": 4,
    "/batches/9": 5,
    "/proposals/P-7KQ2-M9RT-4WXC": 2,
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


def test_a_refused_parameter_costs_no_query_of_its_own(api, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = api.client.get("/api/v1/occupations?foo=1")
    assert answer.status_code == 400
