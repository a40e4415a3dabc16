"""Regions and policies in the admin, each policy with what it gives and on which terms: to be read and searched."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from occupations.actions.desk import kinds
from occupations.admin.correction_form import CorrectionPage
from occupations.admin.draft_pages import register_page
from occupations.admin.read_only import ReadOnlyAdmin, RecordedAdmin, RecordedFilter
from policies.answers.cases import in_language
from policies.models import Benefit, Policy, PolicyLink, PolicyRecord, Region, Term
from policies.rules import TERMS


@admin.register(PolicyRecord)
class PolicyRecordAdmin(RecordedAdmin):
    desk_kind = "policy"
    list_display = ("policy", "title_zh", "kind", "region_name_zh", "valid_from", "valid_to", "confidence")
    list_filter = (RecordedFilter, "kind", "confidence")
    search_fields = ("policy__slug", "title_zh", "title_en", "region_name_zh")
    ordering = ("policy",)


@admin.register(Benefit)
class BenefitAdmin(RecordedAdmin):
    list_display = ("policy", "number", "role", "name_zh", "level", "amount", "unit", "up_to", "per", "no_amount")
    list_display_links = ("number", "name_zh")
    list_filter = (RecordedFilter, "role", "level", "unit", "no_amount")
    search_fields = ("policy__slug", "name_zh", "name_en")
    ordering = ("policy", "number")


class InWords:
    """What a term says, for those who do not know the rules by their names."""

    @admin.display(description=_("in words"))
    def in_words(self, term: Term) -> str:
        return in_language(TERMS[term.rule](term.value).text)


@admin.register(Term)
class TermAdmin(InWords, RecordedAdmin):
    list_display = ("policy", "number", "in_words", "alternative", "alters", "rule", "value", "confidence")
    list_display_links = ("number", "in_words")
    list_filter = (RecordedFilter, "rule", "confidence")
    search_fields = ("policy__slug", "rule", "value")
    ordering = ("policy", "number")


@admin.register(PolicyLink)
class PolicyLinkAdmin(RecordedAdmin):
    list_display = ("policy", "kind", "other", "confidence", "recorded_from", "recorded_to")
    list_filter = (RecordedFilter, "kind")
    search_fields = ("policy__slug", "other__slug")
    ordering = ("policy", "number")


@admin.register(Region)
class RegionAdmin(RecordedAdmin):
    desk_kind = "region"
    list_display = ("code", "name_zh", "name_en", "level", "parent_code", "since", "notes")
    list_display_links = ("code", "name_zh")
    list_filter = (RecordedFilter, "level", "since")
    search_fields = ("code", "name_zh", "name_en", "other_names_en")
    ordering = ("code",)


class StatementInline(admin.TabularInline):
    """What the registry says now; earlier records are in the lists of their own."""

    fk_name = "policy"
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(recorded_to=None)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordInline(StatementInline):
    model = PolicyRecord
    fields = ("title_zh", "kind", "region_code", "region_name_zh", "valid_from", "valid_to", "confidence")


class BenefitInline(StatementInline):
    model = Benefit
    fields = ("number", "role", "name_zh", "level", "amount", "unit", "up_to", "per", "no_amount")


class TermInline(InWords, StatementInline):
    model = Term
    fields = ("number", "in_words", "alternative", "alters", "rule", "value", "confidence")
    readonly_fields = ("in_words",)


class LinkInline(StatementInline):
    model = PolicyLink
    fields = ("number", "kind", "other")


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    """A policy on one page: what is said of it, what it gives, to whom and on which terms."""

    search_fields = ("slug",)
    change_form_template = "admin/occupations/recorded.html"
    inlines = (RecordInline, BenefitInline, TermInline, LinkInline)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        tools = []
        if request.user.has_perm(kinds()["amendment"].permission):
            address = reverse("admin:occupations_draft_new", args=["amendment"])
            tools = [{"name": gettext("Amend"), "url": f"{address}?{urlencode({'policy': object_id})}"}]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "desk_tools": tools})


register_page("policy_correction", CorrectionPage("policy_correction"))
