"""What a clerk enters of an API key: whose it is, what it may, how long; and why it is revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from occupations.actions.keys import MOST_TIMES
from occupations.models import ApiKey, Scope
from occupations.validity import is_past


class KeyForm(forms.ModelForm):
    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Whom to write to before the key is changed or revoked. It is shown to clerks alone."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Where the key has limits of its own; batches are what is sent by POST. Elsewhere it counts as its address."
        ),
    )
    times = forms.IntegerField(
        label=gettext_lazy("Times the limits of an address"),
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        help_text=gettext_lazy("Empty: the usual, ten times."),
    )

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = ("name", "contact", "scopes", "times")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "scopes" in self.fields:  # here, not above: in the language of the request
            self.fields["scopes"].choices = Scope.choices


class NewKeyForm(KeyForm):
    expires_at = forms.SplitDateTimeField(
        label=gettext_lazy("In force until"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=gettext_lazy("Time in Shanghai. Empty: until it is revoked."),
    )

    class Meta(KeyForm.Meta):
        fields = (*KeyForm.Meta.fields, "expires_at")

    def clean_expires_at(self) -> Any:
        if is_past(self.cleaned_data["expires_at"], timezone.now()):
            raise ValidationError(_("This is over already."), code="past")
        return self.cleaned_data["expires_at"]


class RevokeForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, strip=True)
