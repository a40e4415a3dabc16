"""The shapes of /eligibility, as serializers; they document only, the answers are made as they are."""

from rest_framework import serializers

from occupations.api.shapes import MetaSerializer, PeriodSerializer, PlaceSerializer, SuccessorSerializer
from policies.api.regions import RegionPlaceSerializer
from policies.eligibility import DECISIONS
from policies.levels import LEVELS, SPECIAL_ABILITY
from policies.models import Beneficiary, NoAmount, Per, PolicyKind, Unit
from policies.rules import RULES
from policies.rules.inputs import INPUTS

STATUS = ["met", "unmet", "unknown"]


class NamesField(serializers.ListField):
    child = serializers.CharField()


class ClauseSerializer(serializers.Serializer):
    """The document that a line rests on."""

    id = serializers.CharField(help_text="Its id under /sources.")
    title_zh = serializers.CharField()
    document_number = serializers.CharField(allow_null=True)
    issued_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True, help_text="Null: not known since when.")
    last_day = serializers.DateField(allow_null=True, help_text="Inclusive; null: open.")
    confidence = serializers.CharField()
    url = serializers.URLField(allow_null=True)


class PolicyInBriefSerializer(serializers.Serializer):
    policy = serializers.CharField(help_text="Its id under /policies.")
    kind = serializers.ChoiceField(PolicyKind.values)
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    region = RegionPlaceSerializer()
    document = ClauseSerializer()


class ConditionSerializer(serializers.Serializer):
    rule = serializers.ChoiceField(list(RULES), help_text="See docs/reference/rules.md.")
    scope = serializers.BooleanField(help_text="Unmet, the policy does not apply at all.")
    limit = serializers.BooleanField(help_text="About what was drawn before: not told, it is a proviso.")
    status = serializers.ChoiceField(STATUS)
    alternative = serializers.IntegerField(allow_null=True, help_text="Of those with the same number one is enough.")
    altered_by = serializers.CharField(allow_null=True, help_text="The policy that altered this condition that day.")
    reason_zh = serializers.CharField()
    reason_en = serializers.CharField()
    missing = NamesField(help_text="What would have to be told to know.")


class SupplementSerializer(serializers.Serializer):
    benefit_zh = serializers.CharField()
    benefit_en = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)
    unit = serializers.ChoiceField(Unit.values, allow_null=True)
    up_to = serializers.BooleanField()
    per = serializers.ChoiceField(Per.values, allow_null=True)
    rule = serializers.CharField(allow_null=True, help_text="Who gets it; null: everybody.")
    status = serializers.ChoiceField(STATUS, help_text="Whether this case does.")


class LineSerializer(PolicyInBriefSerializer):
    """The decision under one policy."""

    decision = serializers.ChoiceField(list(DECISIONS))
    benefit_zh = serializers.CharField(allow_null=True)
    benefit_en = serializers.CharField(allow_null=True)
    level = serializers.ChoiceField([*LEVELS, SPECIAL_ABILITY], allow_null=True)
    amount = serializers.IntegerField(allow_null=True, help_text="Null: see `no_amount`.")
    currency = serializers.CharField(allow_null=True)
    unit = serializers.ChoiceField(Unit.values, allow_null=True)
    at_least = serializers.IntegerField(allow_null=True)
    up_to = serializers.BooleanField(help_text="The amount is a ceiling, not what is paid.")
    per = serializers.ChoiceField(Per.values, allow_null=True)
    paid_to = serializers.ChoiceField(Beneficiary.values, allow_null=True)
    no_amount = serializers.ChoiceField(NoAmount.values, allow_null=True)
    no_amount_zh = serializers.CharField(allow_null=True)
    no_amount_en = serializers.CharField(allow_null=True)
    rate_of = serializers.CharField(
        allow_null=True, help_text="The policy whose ceiling it is, where this one carries it out and names no rate."
    )
    supplements = SupplementSerializer(many=True)
    replaces = NamesField(help_text="The policies that it replaces on that day.")
    perhaps_replaced_by = NamesField(
        help_text="What may stand in its place that day already: its start is not known, the decision leaves it out."
    )
    note_zh = serializers.CharField(allow_null=True, help_text="The same in words.")
    note_en = serializers.CharField(allow_null=True)
    conditions = ConditionSerializer(many=True, help_text="Of a policy that does not apply: only why.")
    provided = NamesField(help_text="The limits of which nothing was told: granted provided that they are kept.")
    missing = NamesField(help_text="What to tell for a firm decision; empty where nothing that can be told decides.")


class EndedSerializer(PolicyInBriefSerializer):
    last_day = serializers.DateField()
    stands_again = NamesField(help_text="What it replaced while it ran, and what stands alone again.")
    reason_zh = serializers.CharField()
    reason_en = serializers.CharField()


class ToldSerializer(serializers.Serializer):
    on = serializers.DateField()
    occupation = PlaceSerializer()
    region = RegionPlaceSerializer(allow_null=True)
    told = serializers.DictField(child=serializers.JSONField(), help_text="The facts that were told, by input.")


class OutcomeSerializer(serializers.Serializer):
    case = ToldSerializer(allow_null=True, help_text="The case as it was understood.")
    decisions = LineSerializer(many=True)
    ended = EndedSerializer(many=True, help_text="Policies for such a case that were over by that day.")
    missing = serializers.ListField(
        child=serializers.ChoiceField(list(INPUTS)), help_text="What to tell so that more can be decided."
    )
    elsewhere = serializers.IntegerField(help_text="How many policies in force are of other regions.")


class EligibilitySerializer(OutcomeSerializer):
    meta = MetaSerializer()


class WorkTypeInBriefSerializer(serializers.Serializer):
    concept = serializers.CharField()
    name_zh = serializers.CharField()


class CaseErrorSerializer(serializers.Serializer):
    type = serializers.CharField(help_text="The stable name of the problem, as under /problems.")
    pointer = serializers.CharField(help_text="A JSON pointer into the body.")
    detail = serializers.CharField()
    periods = PeriodSerializer(many=True, help_text="Of a code that is not valid that day: when it was.")
    successors = SuccessorSerializer(many=True, help_text="And what became of it.")
    levels = NamesField(help_text="Of a level that the standard has not: those it has.")
    work_types = WorkTypeInBriefSerializer(many=True, help_text="Of a work type of another: those of the occupation.")
    code = serializers.CharField(required=False, help_text="The code that is not there.")
    list_of = serializers.CharField(required=False, allow_null=True, help_text="The month of the list of regions.")
    first_day = serializers.DateField(required=False, help_text="Of a day the registry does not answer for: the first.")
    last_day = serializers.DateField(required=False, help_text="And the last.")


class CaseResultSerializer(OutcomeSerializer):
    index = serializers.IntegerField(help_text="The place of the case in the body, from 0.")
    status = serializers.ChoiceField(["answered", "invalid"])
    errors = CaseErrorSerializer(many=True)  # type: ignore[assignment]


class EligibilityListSerializer(serializers.Serializer):
    meta = MetaSerializer()
    count = serializers.IntegerField()
    results = CaseResultSerializer(many=True)


class CaseInputValueSerializer(serializers.Serializer):
    value = serializers.CharField()
    label_zh = serializers.CharField()
    label_en = serializers.CharField()


class CaseInputSerializer(serializers.Serializer):
    name = serializers.CharField()
    type = serializers.ChoiceField(["one_of", "yes_no", "number", "day", "code"])
    label_zh = serializers.CharField()
    label_en = serializers.CharField()
    help_zh = serializers.CharField(allow_blank=True)
    help_en = serializers.CharField(allow_blank=True)
    values = CaseInputValueSerializer(many=True)
    least = serializers.IntegerField(allow_null=True)
    most = serializers.IntegerField(allow_null=True)
    rules = NamesField(help_text="The rules that ask for it.")


class CaseInputListSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    results = CaseInputSerializer(many=True)
