"""A policy on its way through the desk, from the pages alone: entered, tried, refused to its author, published."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.end_to_end.test_browser import CHROMIUM, Visitor, visit  # noqa: F401 (a fixture)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM IS INSTALLED: the browser tests did not run")
PASSWORD = "a-password-for-tests"
SLUG = "yn-skills-upgrading-2026"
DOCUMENT = {
    "title_zh": "关于2026年技能提升补贴的通知",
    "title_en": "Yunnan: skills upgrading subsidy 2026",
    "slug": SLUG,
    "region_code": "530000",
    "document_number": "云人社发〔2026〕1号",
    "issuers_zh": "云南省人力资源和社会保障厅",
    "valid_from": "2026-01-01",
    "last_day": "2026-12-31",
}
CASE = {"occupation": "4-01-06-02", "on": "2026-06-01", "region": "530000", "insured_months": "12"}


def ask(visitor: Visitor, path: str) -> Any:
    with urllib.request.urlopen(f"{visitor.address}/api/v1{path}") as answer:
        return json.load(answer)


def a_second_clerk(visitor: Visitor) -> None:
    """The administrator makes an account that has every duty, in the stock pages."""
    page = visitor.go("/admin/auth/user/add/")
    page.fill("#id_username", "wang")
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    page.click("[name=_save]")
    page.check("#id_is_staff")
    page.check("#id_is_superuser")
    page.click("[name=_save]")


def signed_in(visitor: Visitor, name: str) -> Page:
    page = visitor.go("/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    return page


def enter(page: Page) -> None:
    """The document, a benefit for each of two levels, and two terms; the first value of one is wrong."""
    for name, value in DOCUMENT.items():
        page.fill(f"#id_{name}", value)
    page.select_option("#id_kind", "skills_upgrading_subsidy")
    for row, (level, amount) in enumerate((("level4", "1500"), ("level3", "2000"))):
        for name, value in (
            ("name_zh", "技能提升补贴"),
            ("name_en", "Skills upgrading subsidy"),
            ("amount", amount),
        ):
            page.fill(f"#id_benefits-{row}-{name}", value)
        for name, value in (("level", level), ("unit", "CNY"), ("per", "certificate"), ("beneficiary", "person")):
            page.select_option(f"#id_benefits-{row}-{name}", value)
    for row, (rule, value) in enumerate((("level_among", "level4;level3"), ("insured_months", "a year"))):
        page.select_option(f"#id_terms-{row}-rule", rule)
        page.fill(f"#id_terms-{row}-value", value)


def test_a_policy_is_entered_tried_refused_and_published(visit: Any) -> None:  # noqa: F811
    admin = visit("en-US")
    signed_in(admin, "admin")
    a_second_clerk(admin)

    author = visit("zh-CN")
    page = signed_in(author, "wang")
    page = author.go("/admin/occupations/draft/add/")
    page.locator("#content").get_by_role("link", name="政策", exact=True).click()
    enter(page)
    page.keyboard.press("Enter")
    assert "应填：一个数" in page.locator("#terms .errorlist").inner_text()
    page.fill("#id_terms-1-value", "12")
    page.keyboard.press("Enter")
    page.wait_for_selector("#content-words")
    assert "累计缴纳失业保险费不少于12个月" in page.locator("#content-words").inner_text()

    page.click("#try")
    for name, value in CASE.items():
        page.fill(f"#id_{name}", value)
    page.select_option("#id_level", "level3")
    page.click(".submit-row [type=submit]")
    assert "可享受 · 技能提升补贴 · 2,000 元" in page.locator(".desk-decision").inner_text()
    assert "在此案例中没有影响" in page.locator("#shifts").inner_text()
    page.fill("#id_insured_months", "11")
    page.click(".submit-row [type=submit]")
    assert "不可享受" in page.locator(".desk-decision").inner_text()
    page.get_by_role("link", name="返回本稿").click()

    page.click("button[value=submitted]")
    assert page.locator("button[value=published]").is_disabled()
    assert "须由另一人办理" in page.locator(".desk-moves").inner_text()
    draft = page.url.split("/")[-3]
    with pytest.raises(urllib.error.HTTPError):
        ask(author, f"/policies/{SLUG}")

    page = admin.go("/admin/occupations/draft/?waits=me")
    page.get_by_role("link", name=DOCUMENT["title_zh"]).click()
    page.fill("#id_reason", "compared with the notice")
    page.click("button[value=published]")
    assert "This becomes public" in page.locator("#content").inner_text()
    page.click("#confirm")
    assert "Published" in page.locator(".desk-steps [aria-current]").inner_text()
    assert "compared with the notice" in page.locator("#history").inner_text()
    page = author.go(f"/admin/occupations/draft/{draft}/change/")
    assert page.locator("button[name=to]").count() == 0

    told = ask(admin, f"/policies/{SLUG}")
    assert [(benefit["level"], benefit["amount"]) for benefit in told["benefits"]] == [
        ("level4", 1500),
        ("level3", 2000),
    ]
    asked = "&".join(f"{name}={value}" for name, value in CASE.items())
    lines = ask(admin, f"/eligibility?{asked}&level=3")["decisions"]
    line = next(line for line in lines if line["policy"] == SLUG)
    assert (line["decision"], line["amount"]) == ("granted", 2000)
    with admin.page.expect_download() as exported:
        admin.go("/admin/occupations/draftact/").get_by_role("link", name="Export as CSV").click()
    history = exported.value.path().read_text(encoding="utf-8")
    assert "compared with the notice" in history
    assert admin.complaints + author.complaints == []
