"""GET /feeds/changes.atom and .json: the same events as the change log, newest first, for feed readers."""

from __future__ import annotations

import html
import uuid
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
import time_machine

from occupations.actions.batches import announce_batch
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item, SourceRecord
from tests import world
from tests.world import NEW, change

ATOM = "{http://www.w3.org/2005/Atom}"
MARKETER = "C0005947"
NOW = "2026-11-21T12:00:00+08:00"
FILTERS = [
    {},
    {"batch": 6},
    {"kind": "recoded"},
    {"resource": "work_type", "batch": 7},
    {"code": "4-01-02-07"},
    {"concept": MARKETER},
    {"known_at": 3},
    {"kind": "corrected"},
]


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 - our own answer


def atom(api, **parameters):
    answer = api.raw("/feeds/changes.atom", parameters)
    assert (answer.status_code, answer["content-type"].partition(";")[0]) == (200, "application/atom+xml")
    return parsed(answer.content)


def entries(api, **parameters):
    return atom(api, **parameters).findall(f"{ATOM}entry")


def items(api, **parameters):
    answer = api.raw("/feeds/changes.json", parameters)
    assert (answer.status_code, answer["content-type"].partition(";")[0]) == (200, "application/feed+json")
    return answer.json()["items"]


def logged(api, **parameters):
    """The newest hundred events of items and work types, newest first."""
    found = []
    for resource in [parameters.pop("resource")] if "resource" in parameters else ["item", "work_type"]:
        asked = {"since": 0, "page_size": 5000, "resource": resource, **parameters}
        link = "/api/v1/changes"
        while link:
            body = api.client.get(link, asked).json()
            found, link, asked = found + body["results"], body["next"], {}
    found.sort(
        key=lambda e: (
            e["revision"],
            e["resource"],
            e["before"][0]["scheme"] if e["before"] else e["after"][0]["scheme"],
            e["concept"],
        )
    )
    return found[::-1][:100]


def correct_marketer(**values):
    row = Item.objects.current().get(concept=MARKETER, edition="2022", valid_to=None)
    correct(corrections=[Correction(row, values)], by=LOADER, reason="misprint")


@pytest.mark.parametrize("parameters", FILTERS, ids=str)
def test_both_feeds_and_the_log_tell_the_same_newest_first(api, parameters):
    told = logged(api, **parameters)
    of_json, of_atom = items(api, **parameters), entries(api, **parameters)
    assert [item["id"] for item in of_json] == [
        uuid.uuid5(uuid.NAMESPACE_OID, f"{event['recorded_at'].replace('Z', '+00:00')} {event['id']}").urn
        for event in told
    ]
    assert [item["tags"] for item in of_json] == [event["kinds"] for event in told]
    for item, entry in zip(of_json, of_atom, strict=True):
        assert entry.findtext(f"{ATOM}id") == item["id"]
        assert entry.findtext(f"{ATOM}title") == item["title"]
        assert entry.find(f"{ATOM}link").get("href") == item["url"]
        assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == item["tags"]
        assert entry.findtext(f"{ATOM}summary") == item["content_text"]
        updated = datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
        assert abs(updated - datetime.fromisoformat(item["date_published"])).total_seconds() < 1


def test_a_feed_says_what_happened_in_words(api):
    [item] = items(api, batch=6, kind="renamed", lang="en")
    assert item["title"] == "renamed: 4-13-04-04 研学旅行指导师 → 4-13-04-04 研学旅游指导师"
    assert "2024-07-31" in item["content_text"]
    assert "人社厅发〔2024〕36号" in item["content_text"]
    [item] = items(api, batch=6, kind="renamed", lang="zh")
    assert not item["title"].startswith("renamed")


def test_a_feed_is_whole(api):
    feed = api.raw("/feeds/changes.json", {"batch": 6}).json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith("/api/v1/feeds/changes.json?batch=6")
    root = atom(api)
    assert root.tag == f"{ATOM}feed"
    for name in ("title", "id", "updated"):
        assert root.findtext(f"{ATOM}{name}")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == 100
    assert any(link.get("rel") == "self" for link in root.findall(f"{ATOM}link"))
    times = [entry.findtext(f"{ATOM}updated") for entry in root.findall(f"{ATOM}entry")]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == times[0]


@pytest.mark.parametrize("parameters", [{}, {"kind": "split"}])
def test_an_empty_feed_stays_the_same(api, parameters):
    """A feed without entries has no newest one; its time must not be that of the request."""
    seen = []
    for moment in (NOW, "2026-11-22T12:00:00+08:00"):
        with time_machine.travel(moment, tick=False):
            seen.append(api.raw("/feeds/changes.atom", parameters).content)
    assert seen[0] == seen[1]


@time_machine.travel(NOW, tick=False)
def test_a_correction_and_a_schedule_stand_there_at_once(api):
    correct_marketer(green=True)
    announce_batch(
        batch=world.batch(9, date(2026, 12, 1), edition="2022"),
        changes=[
            change("renamed", MARKETER, "网络营销师", former_name_zh="互联网营销师"),
            change("new_occupation", NEW, "元宇宙向导", 2, code="4-13-01-90"),
        ],
        sources=[world.BOOK],
        by=LOADER,
        reason="scheduled",
    )
    newest = items(api)[:3]
    assert [item["tags"] for item in newest] == [["added"], ["renamed"], ["corrected"]]
    assert "2026-12-01" in newest[0]["content_text"]
    assert newest[1]["title"].endswith("4-01-06-02 互联网营销师 → 4-01-06-02 网络营销师")


@time_machine.travel(NOW, tick=False)
def test_the_address_of_every_entry_answers(api):
    announce_batch(
        batch=world.batch(9, date(2026, 12, 1), edition="2022"),
        changes=[change("new_occupation", NEW, "元宇宙向导", code="4-13-01-90")],
        sources=[world.BOOK],
        by=LOADER,
        reason="scheduled",
    )
    for address in {*(item["url"] for item in items(api)[:20]), *(i["url"] for i in items(api, resource="batch"))}:
        assert api.client.get(address).status_code == 200, address


@pytest.mark.parametrize("resource", ["edition", "batch", "change", "source", "succession"])
def test_an_entry_says_what_it_is_about_whatever_that_is(api, resource):
    for item in items(api, resource=resource, lang="en")[:20]:
        told = item["title"].partition(":")[2].strip()
        assert told, item


@time_machine.travel(NOW, tick=False)
def test_text_that_an_atom_reader_takes_for_html_is_escaped(api):
    row = SourceRecord.objects.current().get(source="batch-6")
    correct(corrections=[Correction(row, {"title_zh": "<b>通知</b> &amp; more"})], by=LOADER, reason="nonsense")
    [entry], [item] = entries(api, batch=6, kind="renamed"), items(api, batch=6, kind="renamed")
    assert "<b>通知</b> &amp; more" in item["content_text"]
    summary = entry.find(f"{ATOM}summary")
    text = html.unescape(summary.text) if summary.get("type") == "html" else summary.text
    assert text == item["content_text"]
    assert summary.get("type") != "html" or "<" not in summary.text


@pytest.mark.parametrize("name", ['<&">', "]]>", "</entry>", "&lt;"])
@time_machine.travel(NOW, tick=False)
def test_a_name_is_text_whatever_it_looks_like(api, name):
    correct_marketer(name_zh=name)
    assert name in entries(api)[0].findtext(f"{ATOM}title")
    assert name in items(api)[0]["title"]


@pytest.mark.parametrize("path", ["/feeds/changes.atom", "/feeds/changes.json"])
def test_whatever_a_reader_accepts_it_gets_the_feed(api, path):
    for accept in ("text/html,*/*;q=0.8", "application/rss+xml", "image/png", "*/*"):
        assert api.raw(path, {"batch": 6, "kind": "renamed"}, accept=accept).status_code == 200


@pytest.mark.parametrize("path", ["/feeds/changes.atom", "/feeds/changes.json"])
def test_nonsense_names_itself(api, path):
    for name in ("since", "from", "page_size", "format", "include", "edition"):
        assert api.problem(path, "unknown-parameter", **{name: "1"})["errors"][0]["parameter"] == name
    for name, value in {"kind": "x", "batch": "x", "code": "x", "concept": "x", "resource": "x", "lang": "fr"}.items():
        assert api.problem(path, "malformed-parameter", **{name: value})["errors"][0]["parameter"] == name
    assert api.problem(path, "unknown-revision", known_at=999)["status"] == 404
