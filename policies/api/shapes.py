"""The shapes of policies, as serializers: what they show is documented by what shows it."""

from rest_framework import serializers

from occupations.api.shapes import CitationSerializer, MetaSerializer
from occupations.models import Confidence
from policies.api.regions import RegionPlaceSerializer
from policies.levels import LEVELS, SPECIAL_ABILITY
from policies.models import Beneficiary, NoAmount, Per, PolicyKind, Unit


class BenefitSerializer(serializers.Serializer):
    """One line of what a policy gives."""

    number = serializers.IntegerField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    level = serializers.ChoiceField([*LEVELS, SPECIAL_ABILITY], allow_null=True, help_text="Null: of any, or of none.")
    amount = serializers.IntegerField(allow_null=True, help_text="Null: see `no_amount`.")
    currency = serializers.CharField(allow_null=True)
    unit = serializers.ChoiceField(Unit.values, allow_null=True)
    at_least = serializers.IntegerField(allow_null=True, help_text="The lower end, where the document states a range.")
    up_to = serializers.BooleanField(help_text="The amount is a ceiling, not what is paid.")
    per = serializers.ChoiceField(Per.values, allow_null=True)
    paid_to = serializers.ChoiceField(Beneficiary.values, allow_null=True, help_text="Null: not known.")
    no_amount = serializers.ChoiceField(NoAmount.values, allow_null=True, help_text="Why there is no amount.")
    rule = serializers.CharField(allow_null=True, help_text="Of a supplement: the rule that says for whom.")
    limited_to_zh = serializers.CharField(allow_null=True, help_text="The rate is for these only.")
    limited_to_en = serializers.CharField(allow_null=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)


class TermSerializer(serializers.Serializer):
    """One thing a rule checks."""

    number = serializers.IntegerField()
    rule = serializers.CharField(help_text="See docs/reference/rules.md.")
    scope = serializers.BooleanField(help_text="Whether it says for what the policy is; else it is a condition.")
    value = serializers.CharField(allow_null=True, help_text="What the document names, as the rule reads it.")
    alternative = serializers.IntegerField(
        allow_null=True, help_text="Of the terms with the same number one is enough; null: it stands alone."
    )
    alters = serializers.CharField(
        allow_null=True, help_text="The policy whose terms of this rule it stands in place of while its own holds."
    )
    text_zh = serializers.CharField()
    text_en = serializers.CharField()
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)


class PolicySerializer(serializers.Serializer):
    id = serializers.CharField()
    kind = serializers.ChoiceField(PolicyKind.values)
    title_zh = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True, help_text="A translation, not official.")
    region = RegionPlaceSerializer()
    issuers_zh = serializers.ListField(child=serializers.CharField())
    document_number = serializers.CharField(allow_null=True)
    issued_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True, help_text="Null: not known since when.")
    valid_to = serializers.DateField(allow_null=True, help_text="The day after its last; null: open.")
    last_day = serializers.DateField(allow_null=True, help_text="Its last day, inclusive, as documents state it.")
    earliest_start = serializers.DateField(allow_null=True, help_text="Where `valid_from` is null: not before it.")
    latest_start = serializers.DateField(allow_null=True, help_text="Where `valid_from` is null: not after it.")
    benefits = BenefitSerializer(many=True, help_text="What one case gets.")
    supplements = BenefitSerializer(many=True, help_text="What comes on top for some.")
    programme = BenefitSerializer(many=True, help_text="The size of the whole: a fund, or how many people.")
    terms = TermSerializer(many=True, help_text="For what and whom it is, and on which conditions.")
    replaces = serializers.ListField(child=serializers.CharField(), help_text="While it runs.")
    replaced_by = serializers.ListField(child=serializers.CharField(), help_text="Each while it runs.")
    carries_out = serializers.ListField(child=serializers.CharField(), help_text="In its region, in its place.")
    carried_out_by = serializers.ListField(child=serializers.CharField())
    altered_by = serializers.ListField(child=serializers.CharField())
    sources = CitationSerializer(many=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)


class PolicyDetailSerializer(PolicySerializer):
    meta = MetaSerializer()
