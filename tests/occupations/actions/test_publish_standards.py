"""publish_standards: what a standard ends, what it brings, and what it cannot be."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from occupations.actions.corrections import Correction, correct
from occupations.actions.inputs import SourceContent
from occupations.actions.revise import LOADER, Conflict
from occupations.actions.standards import CoveredWorkType, StandardContent, publish_standards
from occupations.models import Revision, SkillStandard, SkillStandardRecord, WorkType
from tests import world

pytestmark = pytest.mark.django_db

NOTICE = SourceContent(slug="notice", kind="announcement", title_zh="通知", confidence="high")
MARKETER, GAMER = "C0005947", "C0052120"
STREAMER = world.concept(40)


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-11-21T12:00:00+08:00"):
        yield


def standard(slug: str = "yingxiaoshi-2024", **values) -> StandardContent:
    given = {
        "slug": slug,
        "concept": MARKETER,
        "name_zh": "互联网营销师",
        "printed_code": "4-01-06-02",
        "title_zh": "互联网营销师国家职业标准（2024年版）",
        "edition_year": 2024,
        "issued_on": date(2024, 5, 1),
        "document_number": "1号",
        "issuers_zh": ("人力资源社会保障部", "商务部"),
        "kind": "vocational_skill",
        "levels": ("level5", "level4"),
        "source": "notice",
        "confidence": "high",
    }
    return StandardContent(**given | values)


def publish(*standards: StandardContent) -> Revision:
    return publish_standards(standards=standards, sources=[NOTICE], by=LOADER, reason="the ministry says so")


def held(slug: str) -> SkillStandardRecord:
    return SkillStandardRecord.objects.current().get(standard=slug)


def refused(code: str, *standards: StandardContent) -> None:
    before = Revision.objects.count(), SkillStandard.objects.count()
    with pytest.raises(ValidationError) as caught:
        publish(*standards)
    [errors] = caught.value.error_dict.values()
    assert [error.code for error in errors] == [code]
    assert (Revision.objects.count(), SkillStandard.objects.count()) == before


def test_it_works():
    revision = publish(standard())
    row = held("yingxiaoshi-2024")
    assert (revision.act, row.recorded_from_id, row.valid_from, row.valid_to) == (
        *("publish_standards", revision.number),
        *(date(2024, 5, 1), None),
    )
    assert row.level_ids == ["level5", "level4"]
    assert row.issuers == ["人力资源社会保障部", "商务部"]


def test_it_is_published_once():
    publish(standard())
    with pytest.raises(Conflict):
        publish(standard())
    refused("duplicate", standard("a"), standard("a"))


def test_the_former_one_ends_on_its_day():
    publish(standard("first", issued_on=date(2020, 1, 1)))
    before = held("first")
    revision = publish(standard("second", supersedes="first"))
    assert held("first").valid_to == date(2024, 5, 1)
    before.refresh_from_db()
    assert (before.valid_to, before.recorded_to_id) == (None, revision.number)


def test_both_may_be_published_at_once():
    publish(standard("second", supersedes="first"), standard("first", issued_on=date(2020, 1, 1)))
    assert held("first").valid_to == date(2024, 5, 1)
    assert SkillStandardRecord.objects.filter(standard="first").count() == 1


def test_two_for_one_occupation_may_stand_beside_each_other():
    publish(standard("first"), standard("second"))
    assert held("first").valid_to is held("second").valid_to is None


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("unknown", {"supersedes": "nothing"}),
        ("unknown", {"supersedes": "yingxiaoshi-2024"}),
        ("unknown", {"supersedes": "of-another"}),
        ("out_of_order", {"supersedes": "first", "issued_on": date(2020, 1, 1)}),
        ("out_of_order", {"supersedes": "first", "issued_on": None}),
        ("future", {"issued_on": date(2026, 11, 22)}),
        ("unknown", {"concept": "C0002414"}),
        ("unknown", {"concept": STREAMER}),
        ("levels", {"levels": ("level4", "level5")}),
        ("levels", {"levels": ("level9",)}),
        ("levels", {"levels": ("level5", "senior")}),
        ("invalid_choice", {"kind": "craft"}),
        ("contradictory", {"kind": "professional_technical"}),
        ("contradictory", {"levels": ("junior", "senior")}),
        (
            "contradictory",
            {"work_types": (CoveredWorkType(name_zh="直播销售员", concept="C0002414", levels=("senior",)),)},
        ),
        ("unknown", {"source": "nowhere"}),
        ("unknown", {"new_work_types": (STREAMER,)}),
    ],
)
def test_what_cannot_be(code, values):
    publish(standard("first", issued_on=date(2020, 1, 1)), standard("of-another", concept=GAMER))
    refused(code, standard(**values))


def test_a_standard_is_superseded_once():
    publish(standard("first", issued_on=date(2020, 1, 1)), standard("second", supersedes="first"))
    with pytest.raises(Conflict):
        publish(standard("third", supersedes="first"))


def test_unknown_stays_null():
    publish(standard(issued_on=None, levels=None, printed_code=None, edition_year=None, document_number=None))
    row = held("yingxiaoshi-2024")
    assert (row.valid_from, row.levels, row.printed_code, row.edition_year) == (None, None, None, None)


def bringing(**values) -> StandardContent:
    covered = (CoveredWorkType(concept=STREAMER, name_zh="新工种"),)
    return standard(**{"work_types": covered, "new_work_types": (STREAMER,)} | values)


def test_a_work_type_that_it_brings_holds_until_the_edition_ends():
    publish(bringing(issued_on=date(2021, 5, 1)))
    row = WorkType.objects.current().get(concept=STREAMER)
    assert (row.edition_id, row.valid_from, row.valid_to) == ("2015", date(2021, 5, 1), date(2022, 9, 28))
    assert (row.occupation_id, row.source_id) == (MARKETER, "notice")


def test_a_work_type_that_is_held_is_not_brought():
    publish(bringing())
    refused("duplicate", bringing(slug="again"))


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("required", {"issued_on": None}),
        ("not_in_force", {"issued_on": date(2019, 1, 1)}),
        ("invalid", {"new_work_types": (MARKETER,), "work_types": (CoveredWorkType(concept=MARKETER, name_zh="x"),)}),
    ],
)
def test_work_types_that_cannot_be_brought(code, values):
    refused(code, bringing(**values))


def test_it_is_corrected_like_everything_published():
    publish(standard())
    put_right = {"by": LOADER, "reason": "the text was found"}
    correct(corrections=[Correction(held("yingxiaoshi-2024"), {"levels": "level5;level4;level3"})], **put_right)
    assert held("yingxiaoshi-2024").level_ids == ["level5", "level4", "level3"]
    for values in ({"levels": "level3;level5"}, {"valid_from": date(2026, 12, 1)}, {"standard_id": "x"}):
        with pytest.raises(ValidationError):
            correct(corrections=[Correction(held("yingxiaoshi-2024"), values)], **put_right)


def test_the_database_refuses_an_end_before_the_beginning():
    publish(standard())
    with pytest.raises(Conflict):
        wrong = Correction(held("yingxiaoshi-2024"), {"valid_to": date(2024, 1, 1)})
        correct(corrections=[wrong], by=LOADER, reason="misprint")
