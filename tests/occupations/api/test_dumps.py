"""/dumps: whole or not at all, made once, fetched in parts, signed; and the SQLite file answers like the API."""

import base64
import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from contextlib import closing

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.management import CommandError
from rdflib import SKOS, Graph, URIRef

from occupations.answers.rows import tables
from occupations.exports import dumps, files

SEED = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(scope="module")
def dump(policies_loaded, django_db_blocker, tmp_path_factory):
    """One dump of the latest revision, for all tests of this file."""
    from django.test import override_settings

    from occupations.models import Revision

    folder = tmp_path_factory.mktemp("dumps")
    with override_settings(DATA_DIR=folder, DUMP_SIGNING_KEY=SEED):
        with django_db_blocker.unblock():
            latest = Revision.objects.order_by("-number").values_list("number", flat=True)[0]
            dumps.make("2022", latest)
        yield latest


@pytest.fixture
def empty(settings, tmp_path):
    settings.DATA_DIR, settings.DUMP_SIGNING_KEY = tmp_path, ""
    return tmp_path


def fetch(api, dump, name, **headers):
    return api.client.get(f"/api/v1/dumps/2022/{dump}/{name}", headers=headers)


def content(answer):
    return answer.content


def test_every_file_has_its_size_and_digest(api, dump):
    body = api.get(f"/dumps/2022/{dump}")
    assert [file["name"] for file in body["files"]] == list(files.FILES)
    for file in body["files"]:
        answer = api.client.get(file["url"].removeprefix("http://testserver"))
        got = content(answer)
        assert (len(got), hashlib.sha256(got).hexdigest()) == (file["size"], file["sha256"])
        assert answer["content-type"] == file["media_type"]
        assert answer["etag"] == f'"{file["sha256"]}"'
        assert "immutable" in answer["cache-control"]


def test_the_manifest_is_signed(api, dump):
    body = api.get(f"/dumps/2022/{dump}")
    manifest = content(fetch(api, dump, "manifest.json"))
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(body["public_key"]))
    key.verify(base64.b64decode(body["signature"]), manifest)
    assert content(fetch(api, dump, "manifest.json.sig")).decode().strip() == body["signature"]
    assert (
        body["public_key"]
        == base64.b64encode(
            Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
        ).decode()
    )
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(body["signature"]), manifest.replace(b"2022", b"2023"))
    for file in json.loads(manifest)["files"]:
        assert file["sha256"] in str(body["files"])


def test_without_a_key_nothing_is_signed(api, empty, policies_loaded):
    manifest = dumps.make("2022-draft", 11)
    body = api.get(f"/dumps/2022-draft/{manifest['revision']}")
    assert (body["signature"], body["public_key"]) == (None, None)
    assert api.client.get("/api/v1/dumps/2022-draft/11/manifest.json.sig").status_code == 404


# --- ranges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-50", -50, None), ("bytes=5-5", 5, 5)],
)
def test_a_part_is_the_part(api, dump, wanted, first, last):
    whole = content(fetch(api, dump, "registry-csv.zip"))
    answer = fetch(api, dump, "registry-csv.zip", range=wanted)
    expected = whole[first:] if last is None else whole[first : last + 1]
    assert (answer.status_code, content(answer)) == (206, expected)
    start = first if first >= 0 else len(whole) + first
    assert answer["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"
    assert answer["content-length"] == str(len(expected))


def test_parts_make_the_whole(api, dump):
    whole, got = content(fetch(api, dump, "registry-csv.zip")), b""
    while len(got) < len(whole):
        got += content(fetch(api, dump, "registry-csv.zip", range=f"bytes={len(got)}-{len(got) + 99_999}"))
    assert got == whole


def test_a_part_of_another_file_is_the_whole_of_this_one(api, dump):
    tag = fetch(api, dump, "registry-csv.zip")["etag"]
    for held, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200)):
        answer = fetch(api, dump, "registry-csv.zip", range="bytes=0-9", if_range=held)
        assert answer.status_code == status
    assert fetch(api, dump, "registry-csv.zip", if_none_match=tag).status_code == 304


def test_beyond_the_end_there_is_nothing(api, dump):
    answer = fetch(api, dump, "registry-csv.zip", range="bytes=999999999-")
    assert (answer.status_code, answer["content-range"].partition("/")[0]) == (416, "bytes *")
    assert fetch(api, dump, "registry-csv.zip", range="bytes=-0").status_code == 416


@pytest.mark.parametrize(
    "wanted", ["bytes=9-1", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "nonsense", "bytes=0"]
)
def test_nonsense_gets_the_whole(api, dump, wanted):
    assert fetch(api, dump, "registry-csv.zip", range=wanted).status_code == 200


# --- what there is --------------------------------------------------------------------------------


def test_the_index_lists_what_is_held_and_what_can_be(api, dump):
    body = api.get("/dumps")
    assert (body["count"], body["results"][0]["edition"], body["results"][0]["revision"]) == (1, "2022", dump)
    assert [(latest["edition"], latest["revision"]) for latest in body["latest"]] == [
        ("2015", dump),
        ("2022", dump),
        ("2022-draft", dump),
    ]


def test_the_latest_is_made_when_it_is_asked_for_and_only_once(api, empty, policies_loaded, monkeypatch):
    [latest] = {latest["revision"] for latest in api.get("/dumps")["latest"]}
    body = api.get(f"/dumps/2015/{latest}")
    monkeypatch.setattr(dumps, "_write", None)
    assert api.get(f"/dumps/2015/{latest}") == body


def test_an_earlier_one_is_not_made(api, empty, policies_loaded):
    problem = api.problem("/dumps/2022/3", "no-such-dump")
    assert problem["held"] == []
    assert problem["latest"][1].endswith(f"/api/v1/dumps/2022/{problem['latest'][1].rpartition('/')[2]}")
    assert not list(empty.glob("dumps/2022/*"))


@pytest.mark.parametrize("path", ["/dumps/2022/0", "/dumps/2022/x", "/dumps/2022/01", "/dumps/ABC/1", "/dumps/20 22/1"])
def test_a_malformed_path_is_named(api, empty, path):
    assert api.problem(path, "malformed-parameter")["errors"][0]["parameter"] in ("revision", "edition")


@pytest.mark.parametrize("path", ["/dumps/1999/1", "/dumps/2022/99999", "/dumps/1999/99999/manifest.json"])
def test_what_cannot_be_is_not_there(api, empty, path, policies_loaded):
    api.problem(path, "no-such-dump")


@pytest.mark.parametrize("name", ["nothing", "..", "manifest.json.sig.", "%2e%2e%2fsecret-key", "..%2f..%2fsecret-key"])
def test_no_other_file_can_be_reached(api, dump, name):
    assert api.client.get(f"/api/v1/dumps/2022/{dump}/{name}").status_code == 404


def test_while_it_is_made_others_are_told_to_wait(api, empty, policies_loaded):
    [latest] = {latest["revision"] for latest in api.get("/dumps")["latest"]}
    for path in (f"/dumps/2022/{latest}", f"/dumps/2022/{latest}/manifest.json"):
        with dumps._alone():
            answer = api.raw(path)
        assert (answer.status_code, answer["retry-after"]) == (503, "10")


def test_a_making_that_fails_leaves_nothing(empty, policies_loaded, monkeypatch):
    def broken(snapshot, path):
        path.write_text("half")
        raise OSError("no space left")

    monkeypatch.setitem(files.FILES, "registry.ttl", ("text/turtle", broken))
    with pytest.raises(OSError, match="no space"):
        dumps.make("2022-draft", 11)
    assert dumps.manifest_of("2022-draft", 11) is None
    assert [path.name for path in empty.glob("dumps/**/*") if path.is_file()] == [".lock"]


def test_only_the_newest_are_kept(empty, policies_loaded, monkeypatch):
    monkeypatch.setattr(dumps, "FILES", {"registry.ndjson": files.FILES["registry.ndjson"]})
    for revision in (8, 10, 9, 11, 12):
        dumps.make("2022-draft", revision)
    assert [manifest["revision"] for manifest in dumps.held()] == [12, 11, 10]


def test_the_command_makes_every_edition(empty, policies_loaded, run, monkeypatch):
    monkeypatch.setattr(dumps, "FILES", {"registry.ndjson": files.FILES["registry.ndjson"]})
    assert run("make_dumps").count("1 files") == 3
    with pytest.raises(CommandError):
        run("make_dumps", edition="1999")


# --- what is in them ------------------------------------------------------------------------------


def rows_of(resource):
    table = tables()[resource]
    return [{**table.canonical(row), "recorded_to": None} for row in table.model.objects.current()]


def by_content(rows):
    return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)


def test_ndjson_is_every_row_that_the_registry_holds(api, dump):
    found = {}
    for line in content(fetch(api, dump, "registry.ndjson")).splitlines():
        row = json.loads(line)
        found.setdefault(row.pop("resource"), []).append(row)
    assert found["about"][0]["revision"] == dump
    assert [row["number"] for row in found["revision"]] == list(range(1, dump + 1))
    for resource in tables():
        assert by_content(found.get(resource, [])) == by_content(rows_of(resource)), resource


def test_csv_is_every_row_too(api, dump):
    archive = zipfile.ZipFile(io.BytesIO(content(fetch(api, dump, "registry-csv.zip"))))
    for name in archive.namelist():
        resource = name.removesuffix(".csv")
        if resource in tables():
            lines = list(csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8", newline="")))
            assert len(lines) == len(rows_of(resource))
            assert by_content(lines) == by_content(
                {column: files._cell(value) if value is not None else "" for column, value in row.items()}
                | {
                    column: str(value)
                    for column, value in row.items()
                    if isinstance(value, int) and not isinstance(value, bool)
                }
                for row in rows_of(resource)
            ), resource


def test_turtle_is_the_whole_edition(api, dump):
    graph = Graph().parse(data=content(fetch(api, dump, "registry.ttl")), format="turtle")
    scheme = URIRef("http://127.0.0.1:8000/api/v1/editions/2022")
    notations = {str(graph.value(subject, SKOS.notation)) for subject in graph.subjects(SKOS.inScheme, scheme)}
    manifest = api.get(f"/dumps/2022/{dump}")
    listed = {
        row["code"]
        for path in ("/occupations", "/groups")
        for row in api.get(path, page_size=5000, on=manifest["on"])["results"]
        if row["code"]
    }
    assert listed <= notations
    assert URIRef("http://127.0.0.1:8000/api/v1/correspondences/2015-to-2022") in set(graph.subjects())


# --- the SQLite file and the API answer alike -----------------------------------------------------

VALID = "{t}.valid_from <= :on AND ({t}.valid_to IS NULL OR {t}.valid_to > :on)"
ITEM = f"SELECT {{}} FROM item i WHERE i.scheme = 'cn' AND {VALID.format(t='i')} AND "
WORK = f"SELECT {{}} FROM work_type w WHERE w.scheme = 'cn' AND {VALID.format(t='w')} AND "
COUNT, CODES, NAMES = "count(*)", "i.code", "i.name_zh"
QUESTIONS = [
    (ITEM.format(COUNT) + "i.level = 4", "/occupations", {}, "count"),
    (ITEM.format(COUNT) + "i.level < 4", "/groups", {}, "count"),
    (ITEM.format(COUNT) + "i.level = 4 AND i.digital", "/occupations", {"digital": "true"}, "count"),
    (ITEM.format(COUNT) + "i.level = 4 AND i.green", "/occupations", {"green": "true"}, "count"),
    (ITEM.format(COUNT) + "i.level = 4 AND NOT i.green", "/occupations", {"green": "false"}, "count"),
    (
        ITEM.format(CODES) + "i.level = 4 AND i.code LIKE '4-01-%' ORDER BY i.code",
        "/occupations",
        {"under": "4-01"},
        "code",
    ),
    (ITEM.format(CODES) + "i.level = 2 ORDER BY i.code", "/groups", {"level": 2}, "code"),
    (ITEM.format(NAMES) + "i.code = '4-01-06-02'", "/occupations", {"code": "4-01-06-02"}, "name_zh"),
    (ITEM.format(NAMES) + "i.code = '4-02-07-10'", "/occupations", {"code": "4-02-07-10"}, "name_zh"),
    (
        ITEM.format("i.concept") + "i.level = 4 AND i.code IS NULL ORDER BY i.concept",
        "/occupations",
        {"batch": 8},
        "concept",
    ),
    (ITEM.format("i.gbt6565") + "i.level = 3 ORDER BY i.code", "/groups", {"level": 3}, "gbt6565"),
    (
        ITEM.format("i.valid_from") + "i.level = 4 AND i.code LIKE '2-02-38-%' ORDER BY i.code",
        "/occupations",
        {"code": "2-02-38*"},
        "valid_from",
    ),
    (WORK.format(COUNT) + "1", "/work-types", {}, "count"),
    (
        WORK.format("w.concept")
        + f"w.occupation = ({ITEM.format('i.concept')} i.code = '4-01-06-02') ORDER BY w.concept",
        "/work-types",
        {"under": "4-01-06-02"},
        "concept",
    ),
    ("SELECT batch FROM batch WHERE effective_on <= :on ORDER BY batch", "/batches", {}, "number"),
    ("SELECT title_zh FROM batch WHERE effective_on <= :on ORDER BY batch", "/batches", {}, "title_zh"),
    ("SELECT name_zh FROM change WHERE batch = 6 ORDER BY number", "/batches/6/changes", {}, "name_zh"),
    ("SELECT code FROM change WHERE batch = 3 ORDER BY number", "/batches/3/changes", {}, "code"),
    (
        f"SELECT standard FROM skill_standard s WHERE {VALID.format(t='s')}"
        " OR s.valid_from IS NULL AND s.edition_year <= substr(:on, 1, 4) ORDER BY standard",
        "/skill-standards",
        {},
        "id",
    ),
    ("SELECT count(*) FROM region", "/regions", {}, "count"),
    (
        "SELECT name_zh FROM region WHERE parent_code = '440000' ORDER BY code",
        "/regions",
        {"parent": "440000"},
        "name_zh",
    ),
    ("SELECT source FROM source ORDER BY source", "/sources", None, "id"),
    ("SELECT indicator FROM indicator ORDER BY indicator", "/indicators", {}, "id"),
]


@pytest.fixture(scope="module")
def database(dump):
    with closing(sqlite3.connect(dumps.folder_of("2022", dump) / "registry.sqlite3")) as opened:
        yield opened


@pytest.mark.parametrize("on", ["2026-11-20", "2022-09-28", "2021-06-01"])
@pytest.mark.parametrize(("query", "path", "parameters", "field"), QUESTIONS)
def test_the_file_answers_as_the_api_does(api, dump, database, on, query, path, parameters, field):
    of_a_batch = "batch" in (parameters or {}) or path.startswith("/batches/")
    if (of_a_batch and on != "2026-11-20") or (path == "/groups" and on == "2021-06-01"):
        pytest.skip("nothing of it is held on that day")
    asked = {} if parameters is None else {"on": on, **parameters}
    found = [value for (value,) in database.execute(query, {"on": on})]
    body = api.get(path, page_size=5000, known_at=dump, **asked)
    expected = [body["count"]] if field == "count" else [row[field] for row in body["results"]]
    if field == "concept":
        expected.sort()
    assert found == expected


def test_the_views_are_the_edition_as_it_is_today(api, dump, database):
    rows = api.get("/occupations", page_size=5000)["results"]
    found = database.execute("SELECT code, name_zh, concept, parent_code, digital FROM occupations").fetchall()
    assert found[: len(rows) - 8] == [
        (row["code"], row["name_zh"], row["concept"], row["parent"]["code"], row["digital"])
        for row in rows
        if row["code"]
    ]
    assert len(found) == len(rows)
    for view, path in (("groups", "/groups"), ("work_types", "/work-types")):
        assert database.execute(f"SELECT count(*) FROM {view}").fetchone()[0] == api.get(path, page_size=1)["count"]
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_views_of_an_edition_that_is_over_are_of_its_last_day(empty, policies_loaded, api):
    dumps.make("2015", 12)
    with closing(sqlite3.connect(dumps.folder_of("2015", 12) / "registry.sqlite3")) as database:
        found = [code for (code,) in database.execute("SELECT code FROM occupations")]
    assert found == [row["code"] for row in api.get("/occupations", edition="2015", page_size=5000)["results"]]
