"""The data files as data: the official counts are derived anew from the CSV, without the project's own reader."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from occupations import codes
from occupations.loading import check as checking
from occupations.loading.check import Finding, check, errors, findings, held_counts
from occupations.loading.known_gaps import KNOWN_GAPS

SOURCES = ("sources.csv", "standards-sources.csv")
DATA = Path(__file__).resolve().parent.parent / "occupations" / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_2022_edition_has_the_official_counts():
    items = rows("items-2022.csv")
    assert Counter(row["level"] for row in items) == {"1": 8, "2": 79, "3": 450, "4": 1639}
    occupations = [row for row in items if row["level"] == "4"]
    assert sum(row["digital"] == "yes" for row in occupations) == 97
    assert sum(row["green"] == "yes" for row in occupations) == 134
    assert sum(row["digital"] == row["green"] == "yes" for row in occupations) == 23
    assert len(rows("work-types-2022.csv")) == 2963
    assert len({row["name_zh"] for row in rows("work-types-2022.csv")}) == 2963


def test_the_draft_has_its_counts():
    items = rows("items-2022-draft.csv")
    assert Counter(row["level"] for row in items) == {"1": 8, "2": 79, "3": 449, "4": 1636}
    assert sum(row["digital"] == "yes" for row in items) == 97
    assert sum(row["green"] == "yes" for row in items) == 133


def test_the_draft_differs_from_the_edition_as_stated():
    """16 recoded, 7 renamed, one split in two, 5 added, 3 ended."""
    edition = {r["concept"]: r for r in rows("items-2022.csv") if r["level"] == "4"}
    draft = {r["concept"]: r for r in rows("items-2022-draft.csv") if r["level"] == "4"}
    both = edition.keys() & draft.keys()
    split = [row for row in rows("successions.csv") if row["relation"] == "split"]
    assert sum(edition[c]["code"] != draft[c]["code"] for c in both) == 16
    assert sum(edition[c]["name_zh"] != draft[c]["name_zh"] for c in both) == 7
    assert {row["predecessor"] for row in split} <= draft.keys() - edition.keys()
    assert sorted(edition[row["successor"]]["code"] for row in split) == ["4-07-03-06", "4-07-03-07"]
    assert len(edition.keys() - draft.keys() - {row["successor"] for row in split}) == 5
    assert len(draft.keys() - edition.keys() - {row["predecessor"] for row in split}) == 3


def test_the_batches_have_their_counts():
    changes = rows("changes.csv")
    new = Counter(r["batch"] for r in changes if r["kind"] == "new_occupation" and r["status"] == "announced")
    assert [new[str(n)] for n in range(1, 9)] == [13, 16, 9, 18, 18, 19, 17, 8]
    work_types = Counter(r["batch"] for r in changes if r["kind"] == "new_work_type" and r["status"] == "announced")
    assert (work_types["3"], work_types["6"], work_types["7"]) == (5, 28, 42)
    assert sum(int(row["new_occupations"]) for row in rows("batches.csv")) == 121


def test_every_occupation_of_a_batch_and_every_upper_group_has_an_english_name():
    named = {(r["concept"], r["name_zh"]) for r in rows("english-names.csv")}
    for row in rows("changes.csv"):
        if row["kind"] == "new_occupation":
            assert (row["concept"], row["name_zh"]) in named
    for row in rows("items-2022.csv"):
        if row["level"] in "12":
            assert (row["concept"], row["name_zh"]) in named


def test_concept_ids_are_sound_and_given_once():
    ids = [row["concept"] for row in rows("concepts.csv")]
    assert len(set(ids)) == len(ids) == 5262
    assert all(codes.is_concept_id(concept) for concept in ids)
    assert all(int(concept[1:7]) in codes.DATA_NUMBERS for concept in ids)


def test_an_id_of_the_clerks_is_refused(data):
    """A newer release must never bring an id that a clerk's batch may have used."""
    edition = data.editions["2022"]
    wrong = replace(edition.items[-1], concept=codes.concept_id(codes.CLERK_NUMBERS[0]))
    edited = replace(edition, items=[*edition.items[:-1], wrong])
    problems = check(replace(data, editions={**data.editions, "2022": edited}))
    assert f"concept {wrong.concept}: its number is not one of those that data files may give" in problems


def test_every_row_has_a_source_and_a_confidence():
    sources = {row["source"] for file in SOURCES for row in rows(file)}
    for file in DATA.glob("*.csv"):
        for row in rows(file.name):
            if "source" in row and file.name not in SOURCES:
                assert row["source"] in sources, (file.name, row)
            if "confidence" in row:
                assert row["confidence"] in ("high", "medium", "low"), (file.name, row)


def test_the_files_are_described():
    text = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    assert [file.name for file in DATA.glob("*.csv") if f"{file.name}" not in text] == []


def test_the_data_is_sound(data):
    assert check(data) == []
    assert held_counts(data.editions["2022"])["digital_and_green"] == 23


def test_every_known_gap_has_its_reason_in_both_languages():
    assert all(gap.zh and gap.en and "*" not in gap.key for gap in KNOWN_GAPS)


def test_a_gap_that_is_not_listed_fails(data, monkeypatch):
    monkeypatch.setattr(checking, "KNOWN_GAPS", KNOWN_GAPS[1:])
    assert [problem for problem in check(data) if problem.startswith("not in known_gaps.py")] != []


def test_an_entry_that_matches_nothing_fails(data, monkeypatch):
    stale = KNOWN_GAPS[0]._replace(field="colour")
    monkeypatch.setattr(checking, "KNOWN_GAPS", [*KNOWN_GAPS, stale])
    assert any("matches nothing" in problem for problem in check(data))


def altered(data, number: int, batch: int, **values):
    """The data with one change of a batch told otherwise."""
    part = data.batches[batch]
    changes = [replace(c, **values) if c.number == number else c for c in part.changes]
    return replace(data, batches={**data.batches, batch: replace(part, changes=changes)})


@pytest.mark.parametrize(
    ("batch", "number", "values", "finding"),
    [
        (5, 1, {"code": "2-02-38-99"}, "code_2022"),
        (5, 1, {"digital": False}, "digital_2022"),
        (4, 14, {"green": False}, "green_2022"),
        (1, 1, {"name_zh": "人工智能工程师"}, "name_zh_2022"),
        (6, 1, {"code": None}, "code"),
        (6, 1, {"green": None}, "marks"),
        (2, 7, {"work_types": (("C0000017", "x"),)}, "in_2022"),
    ],
)
def test_two_sources_that_differ_are_found(data, batch, number, values, finding):
    found = set(findings(altered(data, number, batch, **values))) - set(findings(data))
    assert Finding("changes", f"{batch}/{number}", finding) in {replace(f, detail="") for f in found}


@pytest.mark.parametrize(
    ("batch", "number", "values", "words"),
    [
        (6, 1, {"source": "nowhere"}, "unknown source"),
        (6, 1, {"concept": "C0000018"}, "check digit"),
        (6, 1, {"concept": "C0000025"}, "used as a occupation"),
    ],
)
def test_what_cannot_be_accepted_is_an_error(data, batch, number, values, words):
    assert any(words in error for error in errors(altered(data, number, batch, **values)))
