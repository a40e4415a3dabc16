"""Methods, media types, languages and addresses are answered alike by every endpoint."""

import pytest

from tests.registry.test_parameters import PATHS
from tests.served import Client

pytestmark = pytest.mark.django_db


def test_it_works(api):
    answer = api.raw("/occupations/4-01-06-02")
    assert (answer.status_code, answer["content-type"], answer["content-language"]) == (200, "application/json", "en")


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, "post") for path in PATHS]
    + [("/tree", method) for method in ["put", "patch", "delete", "options", "trace"]],
)
def test_only_get_and_head(path, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1{path}")
    assert answer.status_code == 405
    assert answer["allow"] == "GET, HEAD"
    assert answer["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith("/method-not-allowed")


@pytest.mark.parametrize("path", [*PATHS, "/occupations/4-77-77-77", "/nothing"])
def test_head_answers_like_get_without_a_body(api, path):
    get, head = api.client.get(f"/api/v1{path}"), api.client.head(f"/api/v1{path}")
    assert head.content == b""
    assert (head.status_code, head.headers.get("link")) == (get.status_code, get.headers.get("link"))
    assert head["content-type"] == get["content-type"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [(path, "text/html") for path in PATHS]
    + [("/batches/6", accept) for accept in ["application/xml", "text/html, image/*", "nonsense"]],
)
def test_html_is_not_on_offer(api, path, accept):
    answer = api.raw(path, accept=accept)
    assert answer.status_code == 406
    assert answer.json()["available"][0] == "application/json"


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1"])
def test_json_is_found_among_others(api, accept):
    assert api.raw("/batches/6", accept=accept)["content-type"] == "application/json"


@pytest.mark.parametrize("path", [*PATHS, "/nothing/at/all"])
@pytest.mark.parametrize("query", ["", "?on=2024-07-31&lang=en&q=%E5%91%98%20x&q=2&foo"])
def test_a_slash_at_the_end_is_redirected_with_its_query(api, path, query):
    answer = api.client.get(f"/api/v1{path}/{query}")
    assert (answer.status_code, answer["location"]) == (308, f"/api/v1{path}{query}")
    assert (answer.content, "content-type" in answer) == (b"", False)


@pytest.mark.parametrize("path", ["/nothing", "/occupations.json", "/Occupations", "/occupations/4-01-06-02/x", "/人"])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_unknown_route_is_a_problem(api, path, accept):
    answer = api.raw(path, accept=accept)
    assert (answer.status_code, answer["content-type"]) == (404, "application/problem+json")
    assert answer.json()["type"].endswith("/not-found")


@pytest.mark.parametrize(
    ("accepted", "parameters", "language"),
    [
        ("en", {}, "en"),
        ("en-GB,zh;q=0.5", {}, "en"),
        ("zh-CN", {}, "zh-hans"),
        ("fr", {}, "zh-hans"),
        ("", {}, "zh-hans"),
        ("en", {"lang": "zh"}, "zh-hans"),
        ("zh", {"lang": "en"}, "en"),
    ],
)
@pytest.mark.parametrize("path", ["/batches/8", "/occupations/4-77-77-77", "/nothing"])
def test_the_language_is_lang_else_accept_language_else_chinese(api, path, accepted, parameters, language):
    answer = api.raw(path, parameters, accept_language=accepted)
    assert answer["content-language"] == language
    assert "Accept-Language" in answer["vary"]
