"""A batch from the first proposal to the day it takes effect, as clerks do it: pages, HTTP and the clock, nothing else.

Shaped like the eighth batch: twelve occupations proposed, eleven announced. Names and codes are made up.
"""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.test_browser import CHROMIUM, PASSWORD, QUIET, Visitor
from tests.processes import OwnRegistry
from tests.waiting import LIMIT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM IS INSTALLED: the browser tests did not run")

NUMBER = 9
NAMES = ["云上园丁", "星图校对员", "潮汐调度员", "冰川测绘向导", "旧书修复策划师", "低空航线编排员"]
NAMES += ["方言语料采集员", "社区晚餐规划师", "古桥监测员", "沙地复绿工程员", "夜间观星讲解员", "竹构搭建师"]
CODES = {name: f"4-13-01-{place}" for place, name in enumerate(NAMES, 31)}
DROPPED, PLANTED = "夜间观星讲解员", "旧书修复策划师"
TAKEN = "4-13-01-10"
# Pictures are looked at by people; where to put them is theirs to say, and it is never the repository.
PICTURES = os.environ.get("PICTURES")
CLERKS = f"""
from django.contrib.auth.models import Group, User
for name, roles in {{"bianji": ["editor", "reviewer"], "fabu": ["reviewer", "publisher"]}}.items():
    user = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
print(Group.objects.count())
"""


class Desk:
    """The registry on a server of its own whose clock the test sets, and its people's browsers."""

    def __init__(self, address: str, clock: Path, browser: Browser) -> None:
        self.address, self.clock, self.browser = address, clock, browser

    def move_to(self, day: date, time: str = "09:00:00") -> None:
        self.clock.write_text(f"{day}T{time}+08:00", encoding="utf-8")

    def person(self, name: str, language: str = "zh-CN") -> Visitor:
        visitor = Visitor(self.browser, self.address, language)
        visitor.sign_in(name, PASSWORD)
        return visitor

    def api(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and body of a call that needs no browser."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/api/v1{path}", data)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=LIMIT) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


@pytest.fixture
def desk(loaded: OwnRegistry, tmp_path: Path) -> Iterator[Desk]:
    clock = tmp_path / "clock"
    assert loaded.python(CLERKS) >= 5
    server = loaded.served_by("tests.moving_clock:application", CLOCK=str(clock))
    with server as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield Desk(address, clock, browser)
        browser.close()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        for width in (1280, 820):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def filled(template: bytes) -> bytes:
    """The template as an editor fills it: twelve new occupations, one with a code that is taken."""
    book = openpyxl.load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    for row, name in enumerate(NAMES, 2):
        told = {"变更类型": "新职业", "名称": name, "代码": TAKEN if name == PLANTED else CODES[name]}
        for title, value in told.items():
            sheet.cell(row, columns[title], value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ask(page: Page, to: str) -> None:
    """For one of the moves that the page of a draft offers; confirmed where it asks."""
    with page.expect_navigation():
        page.click(f"#moves button[value={to}]")
    if page.locator("#confirm").count():
        page.click("#confirm")


def press(page: Page, to: str, reason: str = "") -> None:
    """A move that is granted."""
    if reason:
        page.fill("#id_reason", reason)
    ask(page, to)
    page.locator(".messagelist .success").wait_for()


def row(page: Page, name: str) -> Any:
    return page.locator("#changes tbody tr", has_text=name)


def test_a_batch_from_proposal_to_effect(desk):
    # Not before the registry was loaded, whatever the hour.
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=1)
    comment_to, effective = today + timedelta(days=7), today + timedelta(days=30)
    desk.move_to(today)
    editor = desk.person("bianji")

    # --- the editor begins a batch --------------------------------------------------------------------
    page = editor.go("/admin/")
    page.click("#content-main-desk a[href$='/draft/add/']")
    page.click("a[href$='/new/batch/']")
    assert page.input_value("#id_number") == str(NUMBER)
    page.fill("#id_title_zh", "关于发布云上园丁等职业信息的通知")
    page.fill("#id_comment_from", today.isoformat())
    page.fill("#id_comment_to", comment_to.isoformat())
    page.fill("#id_published_on", effective.isoformat())
    page.fill("#id_effective_on", effective.isoformat())
    page.fill("#id_proposed_occupations", "12")
    page.click(".submit-row [name=_save]")
    page.locator("#changes").wait_for()
    batch = page.url.removeprefix(desk.address)
    picture(page, "new-batch")

    # --- and imports its changes from a spreadsheet ---------------------------------------------------
    page.click("#import")
    with page.expect_download() as download:
        page.click("#template-xlsx")
    book = filled(Path(download.value.path()).read_bytes())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#id_file", {"name": "changes.xlsx", "mimeType": kind, "buffer": book})
    page.click("#look")
    page.locator("#difference").wait_for()
    assert page.locator("#difference tbody tr.new").count() == 12
    picture(page, "import")
    page.click("#take")
    page.locator(".messagelist .success").wait_for()
    assert page.locator("#changes tbody tr").count() == 12

    # --- the checks have found the planted duplicate --------------------------------------------------
    assert TAKEN in row(page, PLANTED).locator(".error").inner_text()
    picture(page, "found")
    press(page, "under_review")
    ask(page, "public_comment")
    page.locator(".messagelist .error").wait_for()
    row(page, PLANTED).locator("a.edit").click()
    page.fill("#id_code", CODES[PLANTED])
    page.click(".submit-row [name=_save]")
    page.locator(".messagelist .success").wait_for()
    assert row(page, PLANTED).locator(".error").count() == 0

    # --- the public comments --------------------------------------------------------------------------
    assert desk.api(f"/batches/{NUMBER}/comments", {"text": "too early"})[0] == 404
    press(page, "public_comment")
    for text in ("建议写明与园艺工的区别。", "这里有广告。"):
        status, answer = desk.api(f"/batches/{NUMBER}/comments", {"text": text})
        assert status == 201, answer
    page = editor.go(batch)
    page.click("#comments")
    page.locator("#result_list").wait_for()
    answer_one_and_reject_one(page)
    told = desk.api(f"/batches/{NUMBER}/comments")[1]["results"]
    assert [(c["text"], c["answer"]) for c in told] == [("建议写明与园艺工的区别。", "已在职业描述中写明。")]

    # --- one of the twelve is dropped -----------------------------------------------------------------
    page = editor.go(batch)
    row(page, DROPPED).locator("a.drop").click()
    page.fill("#id_why", "与讲解员的工作内容重合")
    page.click(".submit-row [name=_save]")
    page.locator(".messagelist .success").wait_for()
    assert "与讲解员的工作内容重合" in row(page, DROPPED).inner_text()
    picture(page, "commented")

    # --- its author cannot approve it, whatever the page offers ---------------------------------------
    desk.move_to(comment_to + timedelta(days=1))
    editor = desk.person("bianji")
    page = editor.go(batch)
    approve = page.locator("#moves button[value=approved]")
    assert approve.is_disabled()
    approve.evaluate("button => button.disabled = false")
    ask(page, "approved")
    assert "须由另一人审定" in page.locator(".messagelist .error").inner_text()
    picture(page, "refused")

    # --- a second person approves, and sets it for its day --------------------------------------------
    publisher = desk.person("fabu")
    page = publisher.go(batch)
    press(page, "approved")
    picture(page, "approved")
    press(page, "scheduled")
    assert page.locator(".desk-steps [aria-current=step]").inner_text() == "待生效"
    assert page.locator(".desk-found").count() == 0
    picture(page, "scheduled")
    assert desk.api(f"/occupations?batch={NUMBER}")[1].get("count", 0) == 0
    held = desk.api(f"/occupations?batch={NUMBER}&include=scheduled&on={effective}")[1]
    assert held["count"] == 11
    desk.move_to(effective - timedelta(days=1), "23:59:30")
    assert desk.api(f"/occupations/{CODES[PLANTED]}")[0] == 404

    # --- and on that day it holds ---------------------------------------------------------------------
    desk.move_to(effective, "00:00:01")
    status, held = desk.api(f"/occupations?batch={NUMBER}&page_size=50")
    assert status == 200
    assert {(item["code"], item["name_zh"]) for item in held["results"]} == {
        (code, name) for name, code in CODES.items() if name != DROPPED
    }
    assert desk.api(f"/batches/{NUMBER}")[1]["official_counts"]["proposed_occupations"] == 12
    assert editor.complaints == []
    assert publisher.complaints == []


def answer_one_and_reject_one(page: Page) -> None:
    """On the pages of public comments, from their list."""
    listed = page.url
    page.locator("#result_list tr", has_text="园艺工").locator("a").first.click()
    page.click("#moves button[value=published]")
    page.locator(".messagelist .success").wait_for()
    page.fill("#id_text", "已在职业描述中写明。")
    page.click("#writing button")
    page.locator("#history", has_text="已在职业描述中写明。").wait_for()
    picture(page, "comment")
    page.goto(listed)
    page.locator("#result_list tr", has_text="广告").locator("a").first.click()
    page.click("#moves button[value=rejected]")
    page.locator(".messagelist .error").wait_for()
    page.fill("#id_reason", "广告")
    page.click("#moves button[value=rejected]")
    page.locator(".messagelist .success").wait_for()
