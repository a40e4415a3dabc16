"""What an operator enters of a webhook: the wishes of a subscription, and the revision to deliver from."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations import codes
from occupations.models import EventType, FailureKind, WebhookEvent, WebhookSubscription
from occupations.webhooks import targets

# FailureKind → what to do about it, told where the address is entered.
ADVICE = {
    FailureKind.URL: gettext_lazy("Give an address such as https://receiver.example/registry."),
    FailureKind.SCHEME: gettext_lazy("Only https addresses are called."),
    FailureKind.NAME: gettext_lazy("This host name is not known: %(detail)s"),
    FailureKind.ADDRESS: gettext_lazy(
        "This is not an address of the public internet (%(detail)s). Receivers in your own network are called if the"
        " registry is started with WEBHOOK_ALLOW_PRIVATE=true."
    ),
}


class SubscriptionForm(forms.ModelForm):
    event_types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of events"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None selected: all, also types to come."),
    )
    codes = forms.CharField(
        label=gettext_lazy("Codes"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=gettext_lazy(
            "Such as 4-01-06-02, or 4-01 for everything under it, separated by spaces, commas or lines."
            " Empty: all events, also those that touch no code."
        ),
    )

    class Meta:
        model = WebhookSubscription
        fields = ("name", "url", "event_types", "codes")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Here, not above: in the language of the request.
        self.fields["event_types"].choices = [(kind.value, f"{kind.value} · {kind.label}") for kind in EventType]
        if self.instance.pk:
            self.initial["codes"] = " ".join(self.instance.codes)

    def clean_url(self) -> str:
        """The same look as at every attempt; an address may change hands between the two."""
        url = self.cleaned_data["url"].strip()
        allowed = settings.WEBHOOK_ALLOW_PRIVATE
        try:
            target = targets.parse(url, allow_private=allowed)
            targets.addresses(target, allow_private=allowed, resolve=targets.resolve)
        except targets.Failure as failure:
            raise ValidationError(ADVICE[failure.kind] % {"detail": failure.detail}, code=failure.kind) from failure
        return url

    def clean_codes(self) -> list[str]:
        given = re.split(r"[\s,;，；、]+", self.cleaned_data["codes"].strip())
        if wrong := [code for code in given if code and not codes.is_code(code)]:
            raise ValidationError(_("Not codes: %(codes)s") % {"codes": ", ".join(wrong)}, code="invalid")
        return sorted({code for code in given if code})


class DeliverFromForm(forms.Form):
    revision = forms.IntegerField(label=gettext_lazy("From revision"), min_value=1)

    def clean_revision(self) -> int:
        revision: int = self.cleaned_data["revision"]
        kept = WebhookEvent.objects.aggregate(first=Min("revision"), last=Max("revision"))
        if kept["first"] is None:
            raise ValidationError(_("There are no events yet."), code="unknown")
        # First the bounds: a database refuses to look for a number that it cannot hold.
        held = revision in range(kept["first"], kept["last"] + 1)
        if not (held and WebhookEvent.objects.filter(revision=revision).exists()):
            raise ValidationError(_("There are events of revisions %(first)s to %(last)s.") % kept, code="unknown")
        return revision
