"""Parameters are checked alike by every endpoint: none is ignored, none is guessed."""

import pytest
import time_machine

PATHS = [
    "",
    "/editions",
    "/editions/2022",
    "/groups",
    "/groups/4-01",
    "/occupations",
    "/occupations/4-01-06-02",
    "/tree",
    "/concepts/C0005947",
    "/work-types",
    "/work-types/C0002414",
    "/batches",
    "/batches/6",
    "/batches/6/changes",
    "/sources",
    "/sources/batch-6",
]
LISTS = ["/editions", "/groups", "/occupations", "/work-types", "/batches", "/batches/6/changes", "/sources"]
SINGLE = [path for path in PATHS if path not in LISTS]


@pytest.mark.parametrize("path", PATHS)
def test_it_works(api, path):
    meta = api.get(path, on="2026-11-21", known_at=11, edition="2022", include="scheduled", lang="en")["meta"]
    assert (meta["edition"], meta["on"], meta["revision"]) == ("2022", "2026-11-21", 11)
    assert (meta["coverage"], meta["include"]) == ("complete", ["scheduled"])
    assert "CC BY 4.0" in meta["licence"]


@pytest.mark.parametrize(
    ("path", "name"),
    [(path, "foo") for path in [*PATHS, "/problems", "/problems/not-held"]]
    + [("/occupations", name) for name in ["ON", "on ", "在", "formats", "field", "on[]", "x" * 3000]],
)
def test_an_unknown_parameter_is_named(api, path, name):
    problem = api.problem(path, "unknown-parameter", **{name: "1"})
    assert problem["status"] == 400
    assert [error["parameter"] for error in problem["errors"]] == [name]
    assert name in problem["detail"]
    assert "lang" in problem["detail"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("on", ""),
        ("on", "\x00"),
        ("on", "2024-07-31\x00"),
        ("on", "2024-07-31\n"),
        ("on", " 2024-07-31"),
        ("on", "2024-02-30"),
        ("on", "2024-7-31"),
        ("on", "20240731"),
        ("on", "0000-01-01"),
        ("on", "２０２４-07-31"),
        ("on", "today"),
        ("on", "x" * 5000),
        ("known_at", ""),
        ("known_at", "0"),
        ("known_at", "-1"),
        ("known_at", "1.0"),
        ("known_at", "１"),
        ("known_at", "1000000000"),
        ("known_at", "2026-11-21"),
        ("known_at", "2026-11-21T08:00:00"),
        ("known_at", "2026-11-21T25:00:00Z"),
        ("known_at", "2026-13-21T08:00:00Z"),
        ("known_at", "2026-11-21T08:00:00+24:00"),
        ("known_at", "latest"),
        ("edition", ""),
        ("edition", "2022 "),
        ("edition", "2022-DRAFT"),
        ("edition", "../2022"),
        ("edition", "二〇二二"),
        ("edition", "x" * 5000),
        ("include", "all"),
        ("include", "scheduled,scheduled"),
        ("lang", "de"),
        ("lang", "ZH"),
        ("lang", "zh-hans"),
        ("lang", ""),
    ],
)
def test_a_malformed_parameter_is_named(api, name, value):
    problem = api.problem("/occupations", "malformed-parameter", **{name: value})
    assert problem["status"] == 400
    assert [error["parameter"] for error in problem["errors"]] == [name]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["on", "known_at", "edition", "include", "lang"])
def test_every_endpoint_checks_the_shared_parameters(api, path, name):
    assert api.problem(path, "malformed-parameter", **{name: "!"})["errors"][0]["parameter"] == name


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["on=2024-07-31&on=2024-07-31", "lang=en&lang=zh"])
def test_a_repeated_parameter_is_named(api, path, query):
    problem = api.problem(f"{path}?{query}", "malformed-parameter")
    assert [error["parameter"] for error in problem["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize(
    ("path", "value"),
    [(path, "0") for path in LISTS]
    + [("/groups", value) for value in ["-1", "5001", "1.5", "１", "1e3", " 1", "abc", "9" * 400]],
)
def test_page_size_has_bounds(api, path, value):
    problem = api.problem(path, "malformed-parameter", page_size=value)
    assert [error["parameter"] for error in problem["errors"]] == ["page_size"]


@pytest.mark.parametrize("path", LISTS)
def test_page_size_reaches_its_bounds(api, path):
    assert len(api.get(path, page_size=1)["results"]) == 1
    assert api.get(path, page_size=5000)["next"] is None


@pytest.mark.parametrize("path", SINGLE)
@pytest.mark.parametrize("name", ["page_size", "cursor"])
def test_what_has_no_pages_takes_no_page_parameters(api, path, name):
    api.problem(path, "unknown-parameter", **{name: "1"})


@pytest.mark.parametrize(
    ("known_at", "revision"),
    [("1", 1), ("11", 11), ("2026-11-21T00:00:00Z", 11), ("2026-11-21t00:00:00z", 11), ("2026-11-21T00:00:00.5Z", 11)],
)
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_known_at_takes_a_revision_or_an_instant(api, known_at, revision):
    assert api.get("", known_at=known_at)["meta"]["revision"] == revision


@pytest.mark.parametrize("offset", ["+08:00", "%2B08:00", "%2008:00", "-01:00"])
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_an_offset_need_not_be_encoded(api, offset):
    assert api.raw(f"?known_at=2026-11-21T00:00:00{offset}").json()["meta"]["revision"] == 11


def test_known_at_the_instant_of_a_revision_includes_it(api):
    for revision in (1, 7, 11):
        meta = api.get("", known_at=revision)["meta"]
        assert api.get("", known_at=meta["known_at"])["meta"]["known_at"] == meta["known_at"]


@pytest.mark.parametrize(
    ("path", "known_at"),
    [(path, "12") for path in PATHS]
    + [
        ("", instant)
        for instant in ["999999999", "2018-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"]
    ],
)
def test_a_revision_that_was_never_made(api, path, known_at):
    problem = api.problem(path, "unknown-revision", known_at=known_at)
    assert (problem["status"], problem["first_revision"], problem["latest_revision"]) == (404, 1, 11)


@pytest.mark.parametrize(
    ("path", "on"),
    [(path, "2014-12-31") for path in PATHS] + [("", "0001-01-01"), ("", "9999-12-31"), ("", "2031-11-22")],
)
@time_machine.travel("2026-11-21T12:00:00+08:00", tick=False)
def test_a_day_too_early_or_too_late(api, path, on):
    problem = api.problem(path, "outside-period", on=on)
    assert (problem["status"], problem["first_day"], problem["last_day"]) == (404, "2015-01-01", "2031-11-21")
