"""Which policies speak of an occupation or a work type by name, for the checks of the clerks' desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from occupations.actions.dangling import Mention, register_mentions
from policies.models import PolicyRecord, Term

NAMING = ("occupation_named", "work_type_named", "in_group")
"""The rules whose value begins with a concept."""


@register_mentions
def mentions(concepts: Collection[str], day: date) -> Iterable[Mention]:
    """The policies in force on that day, or perhaps, that name one of the concepts in their scope."""
    named = [
        (term.policy_id, term.value[:8])
        for term in Term.objects.current().filter(rule__in=NAMING).order_by("policy", "number")
        if term.value[:8] in concepts
    ]
    held = PolicyRecord.objects.current().perhaps_valid_on(day).filter(policy__in={policy for policy, _c in named})
    titles = dict(held.values_list("policy", "title_zh"))
    for policy, concept in dict.fromkeys(named):
        if policy in titles:
            yield Mention(concept, _("the policy “%(title)s”") % {"title": titles[policy]})
