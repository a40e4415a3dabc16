"""The pages as people see them: a real server, a real Chromium, no ORM between sign-in and the last assertion."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.waiting import LIMIT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
PASSWORD = "a-password-for-tests"
TABLES = ["item", "worktype", "batchrecord", "change", "editionrecord", "sourcerecord", "succession", "revision"]
TABLES += ["concept", "scheme", "edition", "source", "batch", "dataload", "webhookevent", "apikey"]
TABLES += ["skillstandard", "skillstandardrecord", "indicator", "indicatorrecord"]
POLICY_TABLES = {"policyrecord": "广东", "benefit": "补贴", "term": "insured", "policylink": "yn", "region": "广州"}

if CHROMIUM is None and os.environ.get("REQUIRE_BROWSER"):
    raise RuntimeError("REQUIRE_BROWSER is set and no Chromium is installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM IS INSTALLED: the browser tests did not run")


class Visitor:
    """A browser that notes every complaint of its console and every address outside."""

    def __init__(self, browser: Browser, address: str, language: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.page: Page = browser.new_context(locale=language, viewport={"width": 1280, "height": 900}).new_page()
        self.page.set_default_timeout(LIMIT * 1000)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note_outside)

    def _note_outside(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"asked for {request.url}")

    def go(self, path: str) -> Page:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, path
        return self.page

    def sign_in(self, name: str = "admin", password: str = PASSWORD) -> None:
        page = self.go("/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", password)
        page.click("[type=submit]")


@pytest.fixture
def visit(loaded: Any) -> Iterator[Any]:
    with loaded.served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield lambda language: Visitor(browser, address, language)
        browser.close()


def test_the_admin_is_read_in_both_languages(visit):
    for language, heading, view in (("zh-CN", "职业", "查看"), ("en-US", "Occupation registry", "View")):
        visitor = visit(language)
        visitor.sign_in()
        assert heading in visitor.page.locator("#site-name").inner_text()
        page = visitor.go("/admin/occupations/item/?q=主播")
        assert page.locator("#result_list tbody tr").count() == 1
        page.click("#result_list tbody a >> nth=0")
        assert view in page.locator("#content h1").inner_text()
        assert "网络主播" in page.locator("#content").inner_text()
        assert page.locator("[name=_save]").count() == 0
        assert page.locator(".deletelink, .addlink").count() == page.locator("#nav-sidebar .addlink").count()
        for table in TABLES:
            page = visitor.go(f"/admin/occupations/{table}/?q=1")
            assert page.locator("#changelist").count() == 1
        for table, word in POLICY_TABLES.items():
            visitor.go(f"/admin/policies/{table}/?q={word}")
            assert visitor.page.locator("#result_list tbody tr").count() >= 1
        page = visitor.go("/admin/policies/policy/yn-skills-upgrading-2025/change/")
        insured = "累计缴纳失业保险费不少于12个月" if language == "zh-CN" else "at least 12 months"
        assert insured in page.locator("#content").inner_text()
        assert "2000" in page.locator("#content").inner_text()
        assert page.locator("[name=_save], .inline-deletelink").count() == 0
        assert visitor.complaints == []


def test_a_webhook_is_entered_and_sent_back(visit):
    for language, confirm in (("zh-CN", "我已记下"), ("en-US", "I have noted it")):
        visitor = visit(language)
        visitor.sign_in()
        page = visitor.go("/admin/occupations/webhooksubscription/add/")
        page.fill("#id_name", "统计局")
        page.fill("#id_url", "https://169.254.169.254/latest")
        page.fill("#id_codes", "4-01 4-02-07-10")
        page.click("[name=_save]")
        assert "169.254.169.254" in page.locator(".errorlist").inner_text()
        page.fill("#id_url", "https://1.1.1.1/hook")
        page.check("[value='batch.announced']")
        page.click("[name=_save]")
        assert page.locator("#secret").inner_text().startswith("whsec_")
        page.get_by_text(confirm).click()
        page.wait_for_selector("#result_list")
        assert "whsec_" not in page.content()
        page.check(".action-select >> nth=0")
        page.select_option("[name=action]", "deliver_from")
        page.click("button[name=index]")
        page.fill("#id_revision", "7")
        page.click(".submit-row [type=submit]")
        page.locator(".messagelist .success").wait_for()
        page.click("#result_list tbody th a >> nth=0")
        assert page.locator("#id_codes").input_value() == "4-01 4-02-07-10"
        assert page.locator(".field-position .readonly").inner_text() == "6"
        assert visitor.complaints == []
