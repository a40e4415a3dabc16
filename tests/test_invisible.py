"""No character that cannot be seen reaches the public: for every kind of draft, every text of it, every diff.

Forms, contents and tables are walked, so that a field that is added is tried as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from occupations.actions.correction_drafts import begin_correction, correctable
from occupations.actions.desk import edit_draft, kinds, move_draft, open_draft
from occupations.actions.revise import LOADER, Conflict, Writer, act
from occupations.admin.draft_forms import DraftForm, differences
from occupations.admin.draft_pages import page_of
from occupations.models import Act, Change, Draft, Item, Revision, SkillStandardRecord, WorkType
from occupations.validity import Recorded
from policies.models import PolicyRecord
from registry import urls  # noqa: F401  (brings every form)
from tests import drafts
from tests.clerks import ENTER, POLICIES, PUBLISH, REVIEW, clerk, desk
from tests.occupations.admin import test_indicators, test_sources, test_standards
from tests.policies.admin import policy_rows, test_regions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies_loaded")]
ZWSP = "\u200b"
SHOWN = "[U+200B]"
TABLES = [model for model in apps.get_models() if issubclass(model, Recorded)]
HIDDEN = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "zero-width non-joiner": "\u200c",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "variation selector": "\ufe0f",
    "variation selector of ideographs": "\U000e0100",
    "combining grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "blank of Braille": "\u2800",
    "tag": "\U000e0041",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "bell": "\u0007",
    "next line": "\u0085",
    "private use": "\ue000",
    "not a character": "\uffff",
}
WIDE_SPACES = {"no-break space": "\u00a0", "em space": "\u2003", "narrow no-break space": "\u202f"}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(drafts.NOW, tick=False):
        yield


@pytest.fixture
def editor():
    return clerk("wang", ENTER, POLICIES)


@pytest.fixture
def publisher():
    return clerk("li", ENTER, POLICIES, REVIEW, PUBLISH)


def spoiled(text: str, sign: str = ZWSP) -> str:
    return f"{text[:1]}{sign}{text[1:]}" if text else f"甲{sign}乙"


# --- every table: the services are the last line ----------------------------------------------------


def texts_of(model: type[Recorded]) -> list[models.Field]:
    """The columns of a published table that hold text, alone or within JSON."""
    kinds_of_text = (models.CharField, models.TextField, models.JSONField)
    return [f for f in model._meta.concrete_fields if isinstance(f.target_field if f.is_relation else f, kinds_of_text)]


def refusal(row: Recorded) -> str:
    """Why a row is not written, as far as its characters are concerned; blank where it is taken or another is wrong."""
    try:
        Writer(Revision(number=1)).add(row)
    except ValidationError as error:
        return " ".join(message for messages in error.message_dict.values() for message in messages)
    return ""


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label_lower)
def test_no_text_of_a_row_is_written_with_one(model):
    row = model._default_manager.filter(recorded_to=None).first()
    assert row is not None
    told = {
        field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key
    }
    assert refusal(model(**told)) == ""
    missed = []
    for field in texts_of(model):
        values = [spoiled(str(told[field.attname] or ""))]
        if isinstance(field, models.JSONField):
            values = [["甲", values[0]], {"name_zh": values[0]}, {values[0]: 1}, [{"name_zh": ["乙", values[0]]}]]
        missed += [field.attname for value in values if SHOWN not in refusal(model(**told | {field.attname: value}))]
    assert missed == []


@pytest.mark.parametrize("sign", [*HIDDEN.values(), *WIDE_SPACES.values(), "\u3000", "\n"])
def test_which_characters_a_line_cannot_have(sign):
    row = PolicyRecord.objects.current().first()
    told = {f.attname: getattr(row, f.attname) for f in PolicyRecord._meta.concrete_fields if not f.primary_key}
    for text in (f"关于{sign}通知", f"{sign}关于", f"关于{sign}"):
        assert f"[U+{ord(sign):04X}]" in refusal(PolicyRecord(**told | {"title_zh": text}))


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("第一行\r\n第二行\n\t第三行", True),
        ("第一段。\n　　第二段", True),
        ("〔2026〕《通知》“一”…—·％①", True),
        ("𠮷野家 𬺰 é e\u0301 ü", True),
        ("\U0002ebf0", True),  # an ideograph that is younger than some releases of Python
        ("第一行\u2028第二行", False),
        (" 头", False),
        ("尾\n", False),
        ("\u3000头", False),
        ("a\u00a0b", False),
        ("\U0002fffe", False),
    ],
)
def test_what_a_long_text_may_have(text, fits):
    row = Item.objects.current().first()
    told = {f.attname: getattr(row, f.attname) for f in Item._meta.concrete_fields if not f.primary_key}
    assert (refusal(Item(**told | {"definition_zh": text})) == "") == fits


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Item, "name_zh"),
        (WorkType, "name_zh"),
        (WorkType, "former_names_zh"),
        (Change, "name_zh"),
        (Change, "former_name_zh"),
        (SkillStandardRecord, "name_zh"),
    ],
)
def test_names_of_occupations_are_spelt_as_in_a_batch(model, name):
    row = model.objects.current().first()
    told = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if not f.primary_key}
    assert "[U+0020]" in refusal(model(**told | {name: "互联网 营销师"}))
    assert "ＡＩ" in refusal(model(**told | {name: "ＡＩ训练师"}))
    assert refusal(model(**told | {name: "增材制造（3D打印）设备操作员"})) == ""


def test_what_was_published_with_one_can_still_end_and_be_put_right():
    """Only what a row says anew is looked at: what is known to be wrong stands in nobody's way."""
    row = Item.objects.current().get(concept=drafts.MARKETER, valid_to=None)
    bad = Item(**{f.attname: getattr(row, f.attname) for f in Item._meta.concrete_fields if f.attname != "id"})
    bad.name_zh = spoiled(row.name_zh)
    with act(Act.CORRECT, by=LOADER, reason="as it could be before") as writer:
        writer.supersede(row)
        bad.recorded_from = writer.revision
        writer._added[Item].append(bad)
    held = Item.objects.current().get(concept=drafts.MARKETER, valid_to=None)
    with act(Act.CORRECT, by=LOADER, reason="something else") as writer:
        held = writer.replace(held, green=True)
    with act(Act.CORRECT, by=LOADER, reason="put right") as writer:
        writer.replace(held, name_zh=row.name_zh)
    with pytest.raises(ValidationError), act(Act.CORRECT, by=LOADER, reason="and wrong again") as writer:
        writer.replace(Item.objects.current().get(concept=drafts.MARKETER, valid_to=None), name_en=f"a{ZWSP}b")


def test_the_reason_of_an_act_is_told_to_receivers_too():
    with pytest.raises(ValidationError, match=re.escape(SHOWN)), act(Act.CORRECT, by=LOADER, reason=spoiled("原因")):
        pass


# --- every kind of draft: its form, field by field --------------------------------------------------

GIVEN: dict[str, dict[str, Any]] = {
    "batch": {
        "number": "9",
        "edition": "2022",
        "title_zh": "通知",
        "document_number": "9号",
        "agencies": "甲部 | A",
        "seen_at": "https://www.mohrss.gov.cn/a",
    },
    "standard": test_standards.GIVEN
    | {
        "printed_code": "4-01-06-02",
        "seen_at": "https://www.mohrss.gov.cn/a",
        "work_types-TOTAL_FORMS": "1",
        "work_types-0-name_zh": "测试工",
        "work_types-0-new": "on",
    },
    "indicator": test_indicators.GIVEN
    | {
        "source": "regions-2026-09",
        "seen_at": "https://www.mohrss.gov.cn/a",
        "known_gap_zh": "不详",
        "known_gap_en": "unknown",
    },
    "source": test_sources.GIVEN
    | {
        "title_en": "Notice",
        "seen_at": "https://www.mohrss.gov.cn/a",
        "known_gap_zh": "不详",
        "known_gap_en": "unknown",
    },
    "policy": policy_rows.GIVEN
    | {
        "seen_at": "https://www.mohrss.gov.cn/a",
        "known_gap_zh": "不详",
        "known_gap_en": "unknown",
        "benefits-0-limited_to_zh": "某些人",
        "benefits-0-limited_to_en": "some",
    },
    "amendment": policy_rows.rows(benefits=[policy_rows.level("level3", 2200)], terms=[policy_rows.INSURED])
    | {"benefits-0-limited_to_zh": "某些人", "benefits-0-limited_to_en": "some"},
    "region": test_regions.GIVEN
    | {
        "name_en": "Test",
        "other_names_en": "Tested",
        "notes": "municipality",
        "seen_at": "https://www.mohrss.gov.cn/a",
    },
}
"""A sound form of each kind, with something in every text."""
ASKED = {"amendment": "policy=yn-skills-upgrading-2025"}
NOT_SHOWN = {("benefits", "limited_to_en"), ("benefits", "name_en")}
"""What the one line of a row leaves out; the form shows it."""


def query(given: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in given.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def inputs_of(form: DraftForm) -> Iterator[tuple[str, forms.Field]]:
    """The texts that can be typed into a form, by the names that a browser gives them."""
    yield from ((name, f) for name, f in form.fields.items() if isinstance(f, forms.CharField | forms.JSONField))
    for formset in form.parts.values():
        for row in formset.forms[: int(form.data.get(f"{formset.prefix}-TOTAL_FORMS", 0))]:
            filled = any(form.data.get(row.add_prefix(name)) for name in row.fields if name != "role")
            yield from (
                (row.add_prefix(name), field)
                for name, field in row.fields.items()
                if filled and isinstance(field, forms.CharField)
            )


def test_every_kind_is_tried():
    assert {*GIVEN, "correction", "policy_correction"} == {*kinds()}


def found_in(kind: str, content: dict) -> list[str]:
    return [f.message for f in kinds()[kind].check(content) if f.error]


@pytest.mark.parametrize("kind", GIVEN)
def test_every_text_of_a_form_is_looked_at_and_shown(kind):
    page = page_of(kind)
    begun = page.begin(QueryDict(ASKED.get(kind, "")))
    sound = page.fill(query(GIVEN[kind]), content=begun)
    assert sound.is_valid(), sound.errors
    content = sound.content()
    assert not any("U+" in message for message in found_in(kind, content))
    before, tried = page.lines(content), 0
    for name, _field in inputs_of(sound):
        form = page.fill(query(GIVEN[kind] | {name: spoiled(str(GIVEN[kind].get(name, "")))}), content=begun)
        if not form.is_valid():
            continue
        tried += 1
        told = form.content()
        assert any(SHOWN in message for message in found_in(kind, told)), name
        [*part, column] = name.split("-")
        if (*part[:1], column) not in NOT_SHOWN:
            assert any(SHOWN in d.after for d in differences(before, page.lines(told))), name
        assert ZWSP not in "".join(line.text for line in page.lines(told))
    assert tried >= {"batch": 3}.get(kind, 4)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label_lower)
def test_every_column_that_a_correction_may_alter(model):
    row = model._default_manager.filter(recorded_to=None).first()
    begun = begin_correction(row)
    kind = "correction" if model._meta.app_label == "occupations" else "policy_correction"
    for field in set(texts_of(model)) & set(correctable(model)):
        value: Any = spoiled(str(getattr(row, field.attname) or ""))
        value = [value] if isinstance(field, models.JSONField) else value
        told = {**begun, "values": {field.attname: value}}
        assert any(SHOWN in message for message in found_in(kind, told)), field.attname
        shown = [line.text for line in page_of(kind).lines(told) if line.name == field.attname]
        assert SHOWN in shown[0] and ZWSP not in shown[0], field.attname
    # What is put right is named by what it was: that is no reason to refuse it.
    wrong = {**begun, "name": spoiled(begun["name"]), "before": begun["before"] | {"seen_at": spoiled("https://a")}}
    assert not any("U+" in message for message in found_in(kind, wrong))


@pytest.mark.parametrize("dropped", ["", "不再需要"])
def test_every_text_of_a_change_of_a_batch(dropped):
    """Also of one that was dropped: under public comment its name is still shown."""
    blank = kinds()["batch"].form(drafts.content({"id": "c1"}))["changes"][0]
    told = {name: spoiled("测试") for name, value in blank.items() if isinstance(value, str)}
    told |= {name: ["甲", spoiled("乙")] for name, value in blank.items() if isinstance(value, list)}
    agencies = [{"name_zh": spoiled("部"), "name_en": spoiled("Ministry")}]
    content = kinds()["batch"].form(drafts.content({**told, "id": "c1", "dropped": dropped}, agencies=agencies))
    findings = kinds()["batch"].check(content)
    found = {f.place for f in findings if f.error and SHOWN in f.message}
    wanted = {name for name in told if name not in ("id", "dropped")}
    assert (
        {place.split(".")[2] for place in found if place.startswith("changes.0.")} >= wanted >= {"name_zh", "proposal"}
    )
    assert {place for place in found if place.startswith("agencies")} == {"agencies.0.name_zh", "agencies.0.name_en"}


def leaves(content: Any, *place: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(content, dict | list):
        for name, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from leaves(value, *place, name)
    elif isinstance(content, str):
        yield place


def with_one(content: Any, place: tuple[Any, ...]) -> Any:
    copy = json.loads(json.dumps(content))
    held = copy
    for name in place[:-1]:
        held = held[name]
    held[place[-1]] = spoiled(held[place[-1]])
    return copy


@pytest.mark.parametrize("kind", ["standard", "indicator", "source", "policy", "amendment", "region"])
def test_every_member_of_a_content(kind):
    """Also those that no form fills in: a draft may come from elsewhere."""
    begun = page_of(kind).begin(QueryDict(ASKED.get(kind, "")))
    form = page_of(kind).fill(query(GIVEN[kind]), content=begun)
    assert form.is_valid()
    content = form.content()
    places = [p for p in leaves(content) if kind != "amendment" or p[0] in ("add", "sources")]
    assert len(places) > 8
    missed = [p for p in places if not any(SHOWN in message for message in found_in(kind, with_one(content, p)))]
    assert missed == []


# --- through the desk -------------------------------------------------------------------------------


def content_of(kind: str) -> dict:
    if kind == "batch":
        return drafts.content()
    form = page_of(kind).fill(query(GIVEN[kind]), content=page_of(kind).begin(QueryDict(ASKED.get(kind, ""))))
    assert form.is_valid()
    return form.content()


PLACES: dict[str, tuple[Any, ...]] = {
    "batch": ("title_zh",),
    "standard": ("standard", "title_zh"),
    "indicator": ("indicator", "name_zh"),
    "source": ("source", "title_zh"),
    "policy": ("policy", "title_zh"),
    "amendment": ("add", "benefits", 0, "name_zh"),
    "region": ("region", "name_zh"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_it_is_not_let_out_and_every_page_shows_it(kind, editor, publisher):
    sound = content_of(kind)
    draft = open_draft(kind=kind, content=sound, by=editor)
    draft = edit_draft(
        draft=draft.pk, version=1, content=with_one(sound, PLACES[kind]), by=editor, reason=spoiled("因")
    )
    checked = "submitted"
    if kind == "batch":
        draft, checked = move_draft(draft=draft.pk, version=2, to="under_review", by=editor), "public_comment"
    before = Revision.objects.count()
    with pytest.raises(ValidationError, match=re.escape(SHOWN)):
        move_draft(draft=draft.pk, version=draft.version, to=checked, by=editor)
    Draft.objects.filter(pk=draft.pk).update(state="submitted" if kind != "batch" else "approved")
    if kind != "batch":  # should it have got so far all the same
        with pytest.raises((ValidationError, Conflict), match=re.escape(SHOWN)):
            move_draft(draft=draft.pk, version=draft.version, to="published", by=publisher)
    assert Revision.objects.count() == before
    client = desk(publisher)
    pages = {
        "its page": f"/admin/occupations/draft/{draft.pk}/change/",
        "the list": "/admin/occupations/draft/",
        "the acts": "/admin/occupations/draftact/",
        "the file": "/admin/occupations/draftact/export/",
    }
    for name, address in pages.items():
        response = client.get(address)
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        assert SHOWN in text or (kind == "amendment" and name == "the list"), name  # it bears the title of its policy
        assert ZWSP not in text, name


def test_who_was_quicker_is_shown_with_it(editor, publisher):
    sound = content_of("source")
    draft = open_draft(kind="source", content=sound, by=editor)
    edit_draft(draft=draft.pk, version=1, content=with_one(sound, ("source", "title_zh")), by=publisher)
    given = GIVEN["source"] | {"title_zh": spoiled("我的"), "version": "1"}
    text = desk(editor).post(f"/admin/occupations/draft/{draft.pk}/edit/", given).content.decode()
    clash = text[text.index('id="clash"') : text.index('id="draft-form"')]
    assert clash.count(SHOWN) == 2
    assert ZWSP not in clash


def test_the_table_of_changes_and_the_import_show_it(editor):
    change = {**drafts.CHANGES[0], "name_en": spoiled("Tester"), "work_types": [spoiled("甲工")]}
    draft = open_draft(kind="batch", content=drafts.content(change, drafts.CHANGES[1]), by=editor)
    text = desk(editor).get(f"/admin/occupations/draft/{draft.pk}/change/").content.decode()
    assert text.count(SHOWN) >= 4
    assert ZWSP not in text
    rows = (f"新职业\t测试技术员\t4-01-06-81\tAn{ZWSP}other", f"新职业\t新{ZWSP}员\t4-01-06-82\t")
    pasted = "\n".join(["变更类型\t名称\t代码\t英文名称", *rows])
    text = desk(editor).post(f"/admin/occupations/draft/{draft.pk}/import/", {"pasted": pasted}).content.decode()
    difference = text[text.index('id="difference"') : text.index('id="take-form"')]
    assert difference.count(SHOWN) >= 3
    assert ZWSP not in difference


def test_under_public_comment_nothing_is_edited_into_it(editor):
    """What is written there is public at once, without a move that would check it."""
    draft = drafts.commented(drafts.content(), editor)
    told = drafts.content({**drafts.CHANGES[0], "name_zh": spoiled("测试技术员")}, *drafts.CHANGES[1:])
    with pytest.raises(ValidationError, match=re.escape(SHOWN)):
        edit_draft(draft=draft.pk, version=draft.version, content=told, by=editor)
    assert Draft.objects.get(pk=draft.pk).version == draft.version
