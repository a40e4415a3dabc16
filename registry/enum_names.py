"""What the enumerations of the API are called in the OpenAPI document: a name, and one place where each stands.

A place is ``Component.member``, or ``operation?parameter``. Whatever has the same words elsewhere is the same.
"""

ENUM_NAMES = {
    # of every resource
    "Language": "problems_list?lang",
    "Confidence": "Citation.confidence",
    "Coverage": "Edition.coverage",
    "ResourceKind": "Concept.kind",
    "Include": "root?include",
    # forms
    "ByteOrderMark": "batches_list?bom",
    "TableFormat": "batches_list?format",
    "LinkedDataFormat": "editions_list?format",
    "ClassificationFormat": "occupations_list?format",
    "RegionFormat": "regions_list?format",
    "HistoryFormat": "concepts_history?format",
    "MigrationFormat": "codes_migrate?format",
    # orders
    "ItemOrdering": "occupations_list?ordering",
    "WorkTypeOrdering": "work_types_list?ordering",
    "BatchOrdering": "batches_list?ordering",
    "SkillStandardOrdering": "skill_standards_list?ordering",
    # the classification, its editions and batches
    "EditionStatus": "Edition.status",
    "Earlier": "Occupation.earlier",
    "UnmatchedReason": "Unmatched.reason",
    "BatchState": "Batch.state",
    "AnnouncedChangeKind": "Change.kind",
    "AnnouncedChangeStatus": "Change.status",
    "SourceKind": "Source.kind",
    "DumpFileName": "dumps_file?name",
    # what changed
    "EventKind": "changes_list?kind",
    "DifferenceKind": "Difference.kinds",
    "RowResource": "changes_list?resource",
    "Act": "Event.act",
    "SuccessionRelation": "Succession.relation",
    "CorrespondenceRelation": "Pair.relation",
    "Cardinality": "Pair.cardinality",
    "Justification": "Pair.justification",
    # stored codes
    "MigrationOutcome": "Outcome.outcome",
    "MigrationReason": "Outcome.reason",
    "MigrationRemark": "Outcome.remarks",
    # standards and figures
    "SkillStandardKind": "SkillStandard.kind",
    "SkillStandardStatus": "SkillStandard.status",
    "AskedStandardStatus": "skill_standards_list?status",
    "SkillLevelId": "SkillLevel.id",
    "SkillLevelSystem": "SkillLevel.systems",
    "AskedSkillLevel": "skill_standards_list?level",
    "IndicatorCheck": "Indicator.check",
    "IndicatorMeasure": "Indicator.measure",
    "IndicatorTheme": "Indicator.theme",
    "IndicatorQualifier": "Indicator.qualifier",
    # the public
    "ConsultationState": "Consultation.state",
    "CommentState": "SentComment.state",
    "ProposalKind": "Proposal.kind",
    "ProposalState": "Proposal.state",
    # policies
    "PolicyKind": "Policy.kind",
    "BenefitUnit": "Benefit.unit",
    "BenefitPer": "Benefit.per",
    "BenefitPaidTo": "Benefit.paid_to",
    "NoAmount": "Benefit.no_amount",
    "RegionLevel": "Region.level",
    "AskedLevelOfPolicies": "policies_list?level",
    # eligibility
    "Decision": "Line.decision",
    "ConditionRule": "Condition.rule",
    "ConditionStatus": "Condition.status",
    "CaseStatus": "CaseResult.status",
    "CaseFact": "CaseResult.missing",
    "CaseFactType": "CaseInput.type",
    "CaseLevel": "eligibility?level",
    "Employment": "eligibility?employment",
    "PriorityGroup": "eligibility?priority_group",
}

MAY_GROW = frozenset(
    {
        *("AnnouncedChangeKind", "EventKind", "DifferenceKind", "Act", "SourceKind", "UnmatchedReason"),
        *("MigrationReason", "MigrationRemark", "IndicatorMeasure", "IndicatorTheme"),
        *("PolicyKind", "BenefitUnit", "BenefitPer", "BenefitPaidTo", "NoAmount", "ConditionRule", "CaseFact"),
    }
)
"""Those that get new words with new documents: in answers they are open, so that no client fails by a new word."""
