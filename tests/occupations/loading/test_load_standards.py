"""manage.py load_standards and what check_registry says of its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from occupations.actions.corrections import Correction, correct
from occupations.loading.standards import check as checking
from occupations.loading.standards.check import check
from occupations.loading.standards.known_gaps import KNOWN_GAPS
from occupations.loading.standards.load import load
from occupations.models import IndicatorRecord, Revision, SkillStandardRecord, SourceRecord
from tests.clerks import signed

MARKETER = "hulianwangyingxiaoshi-2021"


def held(slug: str = MARKETER) -> SkillStandardRecord:
    return SkillStandardRecord.objects.current().get(standard=slug)


def told(standards, slug: str = MARKETER, **values):
    """The files with one standard told otherwise."""
    return replace(standards, standards=standards.standards | {slug: replace(standards.standards[slug], **values)})


def test_it_works(run):
    before = Revision.objects.latest("number").number
    output = run("load_standards")
    assert f"185 skill standards published, revision {before + 1}" in output
    assert f"54 indicators published, revision {before + 2}" in output
    assert "nothing to do" in run("load_standards")
    assert Revision.objects.latest("number").number == before + 2


def test_without_them_check_registry_says_what_to_do(run):
    with pytest.raises(CommandError, match=r"run load_standards(.|\n)*run load_policies"):
        run("check_registry")


def test_they_do_not_disturb_the_registry(run, standards):
    before = Revision.objects.count()
    assert "nothing to do" in run("load_registry")
    assert Revision.objects.count() == before


def test_the_files_are_sound(standards, data):
    assert check(standards, data) == []
    assert all(gap.zh and gap.en and "*" not in gap.key for gap in KNOWN_GAPS)
    assert sum(gap.field == "levels" for gap in KNOWN_GAPS) == 146


def test_a_gap_that_is_not_listed_fails(standards, data, monkeypatch):
    monkeypatch.setattr(checking, "KNOWN_GAPS", KNOWN_GAPS[1:])
    [problem] = check(standards, data)
    assert problem.startswith("not in standards/known_gaps.py")


def test_an_entry_that_matches_nothing_fails(standards, data, monkeypatch):
    monkeypatch.setattr(checking, "KNOWN_GAPS", [*KNOWN_GAPS, KNOWN_GAPS[0]._replace(field="colour")])
    [problem] = check(standards, data)
    assert "matches nothing" in problem


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"levels": None}, "levels: not known"),
        ({"printed_code": "4-01-06-02"}, "4-01-02-07 that day"),
        ({"printed_code": None}, "printed_code: not known"),
        ({"document_number": "人社厅发〔2021〕80号"}, "number or day is not that of"),
        ({"issued_on": date(2021, 10, 16)}, "number or day is not that of"),
        ({"edition_year": 2022}, "title is not of 2022"),
        ({"name_zh": "营销员"}, "title does not name"),
        ({"concept": "C0002414"}, "no occupation"),
        ({"levels": ("level4", "level5")}, "not levels from the lowest upwards"),
        ({"levels": ("level5",)}, "has levels that the standard has not"),
        ({"source": "nowhere"}, "is missing"),
        ({"supersedes": "diangong-2018"}, "supersedes no standard of the same occupation"),
        ({"work_types": ()}, "brings a work type that it does not cover"),
    ],
)
def test_what_is_wrong_is_found(standards, data, values, words):
    assert any(words in problem for problem in check(told(standards, **values), data))


def test_nothing_is_loaded_of_files_with_a_mistake(standards, data):
    before = Revision.objects.count()
    with pytest.raises(ValidationError):
        load(told(standards, edition_year=2022), lambda: data, say=lambda line: None)
    assert Revision.objects.count() == before


def test_a_changed_line_becomes_a_correction(standards, data):
    wanted = told(standards, issuers_zh=("人力资源社会保障部",), seen_at="")
    load(wanted, lambda: data, say=lambda line: None)
    assert Revision.objects.latest("number").act == "correct"
    assert held().issuers == ["人力资源社会保障部"]


def test_a_new_standard_ends_the_one_before(standards, data):
    former = standards.standards["diangong-2018"]
    fresh = replace(
        former,
        slug="diangong-2026",
        title_zh="电工国家职业标准（2026年版）",
        edition_year=2026,
        issued_on=date(2026, 4, 7),
        document_number="人社厅发〔2026〕12号",
        source="standards-notice-2026-12",
        supersedes="diangong-2018",
        seen_at="",
    )
    doubtful = standards.doubtful | {"diangong-2026": ()}
    wanted = replace(standards, standards=standards.standards | {"diangong-2026": fresh}, doubtful=doubtful)
    load(wanted, lambda: data, say=lambda line: None)
    assert Revision.objects.latest("number").act == "publish_standards"
    assert held("diangong-2018").valid_to == date(2026, 4, 7)
    said: list[str] = []
    load(wanted, lambda: data, say=said.append)
    assert said == ["The skill standards and indicators are loaded already; nothing to do."]


def test_what_a_clerk_wrote_is_kept(standards, data):
    clerk = signed("wang")
    correct(corrections=[Correction(held(), {"title_zh": "互联网营销师"})], by=clerk, reason="misprint")
    said: list[str] = []
    load(standards, lambda: data, say=said.append)
    assert any("kept as a clerk left it" in line for line in said)
    assert held().title_zh == "互联网营销师"


def test_a_changed_source_and_figure_become_corrections(standards, data):
    figure = replace(standards.indicators["digital-talent-gap-2022"], qualifier=None)
    source = replace(standards.sources["press-anchors-2024"], title_en="A report")
    wanted = replace(
        standards,
        indicators=standards.indicators | {"digital-talent-gap-2022": figure},
        sources=standards.sources | {"press-anchors-2024": source},
    )
    load(wanted, lambda: data, say=lambda line: None)
    assert IndicatorRecord.objects.current().get(indicator="digital-talent-gap-2022").qualifier is None
    assert SourceRecord.objects.current().get(source="press-anchors-2024").title_en == "A report"


@pytest.mark.parametrize(("table", "slug"), [("standards", MARKETER), ("indicators", "digital-talent-gap-2022")])
def test_a_published_line_cannot_be_left_out(standards, data, table, slug):
    rest = {key: content for key, content in getattr(standards, table).items() if key != slug}
    with pytest.raises(ValidationError, match=r"missing here|cited by nothing"):
        load(replace(standards, **{table: rest}), lambda: data, say=lambda line: None)


def test_work_types_are_not_added_to_a_published_standard(standards, data):
    covered = standards.standards["diangong-2018"].work_types
    wanted = told(standards, new_work_types=("C0040284", "C0002414"))
    assert covered == ()
    with pytest.raises(ValidationError, match="announce its work types by themselves"):
        load(wanted, lambda: data, say=lambda line: None)
