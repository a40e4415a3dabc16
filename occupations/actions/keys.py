"""API keys: issued, changed, rotated, revoked, and their usage written down."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from occupations.actions.revise import Conflict, invalid
from occupations.models import ApiKey, KeyUsage, Scope
from occupations.validity import earlier, is_past

MARK = "ork_"
"""What every key begins with, so that programs which look for lost secrets recognise one."""
BOTH_WORK = timedelta(days=7)
"""How long after a rotation the former key still works."""
MOST_TIMES = 1000


def issue(
    *,
    name: str,
    contact: str,
    scopes: Iterable[str],
    times: int | None,
    expires_at: datetime | None,
    by: User,
    now: datetime,
) -> tuple[ApiKey, str]:
    """A new key, and its text, which is kept nowhere."""
    if expires_at is not None and is_past(expires_at, now):
        raise invalid("expires_at", _("This is over already."), "past")
    return _make(expires_at=expires_at, issued_at=now, issued_by=by, **_terms(name, contact, scopes, times))


def change(key: ApiKey, *, name: str, contact: str, scopes: Iterable[str], times: int | None) -> None:
    """Whose it is and what it may. Raises Conflict of one that was revoked."""
    terms = _terms(name, contact, scopes, times)
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(**terms):
        raise Conflict(_("This key was revoked."))
    key.refresh_from_db()


@transaction.atomic
def rotate(key: ApiKey, *, by: User, now: datetime) -> tuple[ApiKey, str]:
    """Another key in the place of this one, on its terms; for a while both work.

    Raises Conflict of one that is in force no more, or that was rotated before.
    """
    held = _locked(key)
    if held.revoked_at is not None:
        raise Conflict(_("This key was revoked."))
    if is_past(held.expires_at, now):
        raise Conflict(_("This key has expired."))
    if ApiKey.objects.filter(rotated_from=held).exists():
        raise Conflict(_("This key was rotated already."))
    terms = {"name": held.name, "contact": held.contact, "scopes": held.scopes, "times": held.times}
    made = _make(expires_at=held.expires_at, issued_at=now, issued_by=by, rotated_from=held, **terms)
    ApiKey.objects.filter(pk=held.pk).update(expires_at=earlier(held.expires_at, now + BOTH_WORK))
    key.refresh_from_db()
    return made


def revoke(key: ApiKey, *, reason: str, by: User, now: datetime) -> None:
    """From now on it is refused, in every process within a second. Raises Conflict of one that was revoked before."""
    if not reason.strip():
        raise invalid("reason", _("Say why."), "required")
    told = {"revoked_at": now, "revoked_by": by, "revoked_because": reason.strip()}
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(**told):
        raise Conflict(_("This key was revoked."))
    key.refresh_from_db()


@transaction.atomic
def record_usage(counts: Mapping[int, Sequence[int]], day: date) -> None:
    """Add to the day what was asked with each key: requests of each class, and the refused of them."""
    known = set(ApiKey.objects.filter(pk__in=counts).values_list("pk", flat=True))
    for key in sorted(known):  # two processes that write at once take the rows in one order
        KeyUsage.objects.get_or_create(key_id=key, day=day)
        read, batch, dumps, refused = counts[key]
        KeyUsage.objects.filter(key_id=key, day=day).update(
            read=F("read") + read, batch=F("batch") + batch, dumps=F("dumps") + dumps, refused=F("refused") + refused
        )


def _locked(key: ApiKey) -> ApiKey:
    return ApiKey.objects.select_for_update().get(pk=key.pk)


def _make(**columns: Any) -> tuple[ApiKey, str]:
    prefix = MARK + secrets.token_hex(4)
    while ApiKey.objects.filter(prefix=prefix).exists():
        prefix = MARK + secrets.token_hex(4)
    text = f"{prefix}_{secrets.token_hex(32)}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ApiKey.objects.create(prefix=prefix, digest=digest, **columns), text


def _terms(name: str, contact: str, scopes: Iterable[str], times: int | None) -> dict[str, Any]:
    chosen = [scope.value for scope in Scope if scope in set(scopes)]
    if unknown := set(scopes) - set(Scope.values):
        raise invalid("scopes", _("No scope: %(scopes)s") % {"scopes": ", ".join(sorted(unknown))}, "invalid")
    if not chosen:
        raise invalid("scopes", _("Without a scope a key is of no use."), "required")
    if times is not None and not 1 <= times <= MOST_TIMES:
        raise invalid("times", _("From 1 to %(most)s.") % {"most": MOST_TIMES}, "invalid")
    if missing := [field for field, text in (("name", name), ("contact", contact)) if not text.strip()]:
        raise invalid(missing[0], _("Say whose it is."), "required")
    return {"name": name.strip(), "contact": contact.strip(), "scopes": chosen, "times": times}
