"""Changes of a draft from a file: every error with its place, all or nothing, and the same file again nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import Workbook, load_workbook

from occupations.actions.batch_desk.form import read_batch
from occupations.actions.batch_desk.importing import compare_file, import_changes
from occupations.actions.batch_desk.sheets import BYTES, UNPACKED
from occupations.actions.batch_desk.template import template_csv, template_xlsx
from occupations.actions.desk import open_draft, restore_draft
from occupations.models import Draft
from tests import drafts
from tests.clerks import ENTER, clerk
from tests.drafts import MARKETER, content

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
HEADING = "变更类型,名称,代码,原名称,所属职业,随带工种,承接职业,数字职业,绿色职业"
ROWS = [
    "新职业,测试技术员,4-01-06-81,,,测试甲工；测试丁工,,是,否",
    "更名,网络营销师,,互联网营销师,,,,,",
    "新工种,测试乙工,,,4-01-06-81,,,,",
    "新工种,测试丙工,,,互联网营销师,,,,",
    "拆分,网络主播,,,,,测试技术员;4-01-06-02,,",
]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(drafts.NOW, tick=False), translation.override("en"):
        yield


def file(*rows: str, heading: str = HEADING) -> bytes:
    return "\r\n".join([heading, *rows]).encode()


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out := io.BytesIO())
    return out.getvalue()


def errors(data: bytes, told=None) -> list[str]:
    found = compare_file(told or content(), data, TODAY)
    assert found.content is None
    return [str(error) for error in found.errors]


def test_it_works():
    found = compare_file(content(), file(*ROWS), TODAY)
    assert [(row.number, row.status) for row in found.rows] == [
        (2, "changed"),
        (3, "unchanged"),
        (4, "unchanged"),
        (5, "new"),
        (6, "new"),
    ]
    assert (found.errors, found.missing) == ([], [])
    assert found.rows[0].differing == ("work_types",)
    changes = {change.id: change for change in read_batch(found.content).changes}
    assert list(changes) == ["c1", "c2", "c3", "c4", "c5"]
    assert changes["c1"].work_types == ("测试甲工", "测试丁工")
    assert (changes["c2"].concept, changes["c3"].occupation) == (MARKETER, "#c1")
    assert (changes["c4"].occupation, changes["c5"].concept) == (MARKETER, drafts.HOST)
    assert changes["c5"].successors == ("#c1", MARKETER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(encoding):
    data = file(*ROWS).decode().encode(encoding)
    assert compare_file(content(), data, TODAY).errors == []


def test_what_is_pasted_from_a_spreadsheet_is_parted_by_tabs():
    data = file(*ROWS).decode().replace(",", "\t").encode()
    assert compare_file(content(), data, TODAY).errors == []


def test_a_workbook():
    data = workbook(*([cell or None for cell in row.split(",")] for row in (HEADING, *ROWS)))
    assert compare_file(content(), data, TODAY).content == compare_file(content(), file(*ROWS), TODAY).content


def test_all_or_nothing_and_the_same_again_changes_nothing():
    editor = clerk("wang", ENTER)
    draft = open_draft(kind="batch", content=content(), by=editor)
    with pytest.raises(ValidationError) as caught:
        import_changes(draft=draft.pk, version=1, data=file(*ROWS, "更改,x,,,,,,,"), today=TODAY, by=editor)
    assert caught.value.messages[0].startswith("Row 7, column A: There is no such kind: 更改.")
    assert Draft.objects.get(pk=draft.pk).version == 1
    draft = import_changes(draft=draft.pk, version=1, data=file(*ROWS), today=TODAY, by=editor)
    assert (draft.version, len(draft.content["changes"]), draft.acts.last().reason) == (2, 5, "Imported from a file")
    assert compare_file(draft.content, file(*ROWS), TODAY).changes_nothing
    assert import_changes(draft=draft.pk, version=2, data=file(*ROWS), today=TODAY, by=editor).version == 2
    draft = restore_draft(draft=draft.pk, version=2, earlier=1, by=editor)
    assert (draft.version, len(draft.content["changes"])) == (3, 3)


def test_what_the_file_leaves_out_stays():
    found = compare_file(content(), file(ROWS[0]), TODAY)
    assert [change.id for change in found.missing] == ["c2", "c3"]
    assert [change["id"] for change in found.content["changes"]] == ["c1", "c2", "c3"]


def test_what_the_file_has_no_column_for_stays():
    told = content({**drafts.CHANGES[1], "proposal": "P-1", "known_gap_en": "x"})
    found = compare_file(told, file("更名,网络营销师,,互联网营销师", heading="变更类型,名称,代码,原名称"), TODAY)
    assert found.changes_nothing
    assert found.content["changes"][0]["proposal"] == "P-1"


@pytest.mark.parametrize("form", [template_csv, template_xlsx])
def test_the_template_with_the_changes_reads_back_as_it_was(form):
    told = compare_file(content(), file(*ROWS), TODAY).content
    found = compare_file(told, form(read_batch(told)), TODAY)
    assert (found.errors, found.missing) == ([], [])
    assert found.changes_nothing
    assert len(found.rows) == 5


def test_the_template_keeps_codes_as_text():
    sheet = load_workbook(io.BytesIO(template_xlsx(read_batch(content())))).worksheets[0]
    assert [cell.value for cell in sheet[1]][:5] == ["编号", "变更类型", "名称", "英文名称", "代码"]
    assert sheet.freeze_panes == "A2"
    assert {cell.number_format for cell in sheet["E"][1:]} == {"@"}
    assert sheet["E1"].comment.text.startswith("变更后的代码")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("新职业,甲,2001-06-02", "Row 2, column C: The spreadsheet has made a date or a number of a code: 2001-06-02"),
        ("新职业,甲,36678", "Row 2, column C: The spreadsheet has made a date or a number of a code: 36678"),
        ("新职业,甲,4月1日", "Row 2, column C: The spreadsheet has made a date or a number of a code: 4月1日"),
        ("新职业,甲,6-Apr", "Row 2, column C: The spreadsheet has made a date or a number of a code: 6-Apr"),
        ("新职业,甲,4-01-06-0２", "Row 2, column C: Not an occupation's code: 4-01-06-0２"),
        ("新职业,,4-01-06-81", "Row 2, column B: This may not be empty."),
        (",甲,4-01-06-81", "Row 2, column A: This may not be empty."),
        ("更名,甲,,乙", "Row 2, column B: No occupation in force is called 乙."),
        ("更名,甲,9-01-06-02,互联网营销师", "Row 2, column C: Not an occupation's code: 9-01-06-02"),
        ("更名,甲,4-01-06-99,互联网营销师", "Row 2, column C: No occupation in force has the code 4-01-06-99."),
        ("更名,甲,4-13-01-10,互联网营销师", "Row 2, column C: 4-13-01-10 is not the code of 互联网营销师."),
        ("新工种,甲,,,无此职业", "Row 2, column E: No occupation in force is called 无此职业."),
        ("取消工种,无此工种", "Row 2, column B: No work type in force is called 无此工种."),
        ("新职业,甲,4-01-06-81,,,,,也许", "Row 2, column H: Neither yes nor no: 也许"),
        ("新职业,甲,4-01-06-81,,,,,,,x", "Row 2, column J: There is a value outside the columns."),
    ],
)
def test_each_error_has_its_place(row, told):
    [found] = errors(file(row))
    assert found.startswith(told)


def test_all_errors_are_told():
    assert len(errors(file("新职业,甲,2001-06-02", "更名,甲,,乙", "新职业,甲,4-01-06-81", "新职业,甲,4-01-06-82"))) == 4


def test_a_date_or_a_number_in_a_workbook():
    head = ["变更类型", "名称", "代码"]
    found = errors(workbook(head, ["新职业", "甲", datetime(2001, 6, 2)], ["新职业", "乙", 36678]))
    assert [line.partition(":")[0] for line in found] == ["Row 2, column C", "Row 3, column C"]
    assert "2001-06-02" in found[0]


def test_columns():
    assert errors(file(ROWS[0], heading=HEADING + ",色")) == ["Row 1, column J: There is no such column: 色"]
    assert errors(file("新职业", heading="变更类型,变更类型")) == [
        "Row 1: The column 名称 is missing.",
        "Row 1, column B: The column is there twice: 变更类型",
    ]
    found = errors(file("c9,新职业,甲", heading="编号,变更类型,名称"))
    assert found == ["Row 2, column A: The draft has no change c9."]


def packed(size: int) -> bytes:
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data_given", "told"),
    [
        (b"", "There is nothing in the file."),
        (b"\n\n,,\n", "There is nothing in the file."),
        (b"\xff\xff\xff", "The text is neither UTF-8 nor GB 18030."),
        (HEADING.encode("utf-16"), "The text is neither UTF-8 nor GB 18030."),
        (b"x" * (BYTES + 1), "The file is larger than 2 MB."),
        (b"PK\x03\x04 no workbook", "This is not a workbook that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1", "An old or encrypted Excel file"),
        (b"\n".join([HEADING.encode()] + [b"a"] * 2001), "The file has more than 2000 rows."),
    ],
    ids=["empty", "blank", "bytes", "UTF-16", "large", "no workbook", "old Excel", "long"],
)
def test_what_is_no_table(data_given, told):
    assert errors(data_given)[0].startswith(told)


def test_a_workbook_that_unpacks_to_too_much():
    assert errors(packed(100))[0].startswith("This is not a workbook")
    assert errors(packed(UNPACKED + 1)) == ["The file is too large once it is unpacked."]
