"""The tables of the classification. Identities on one side, recorded statements about them on the other."""

from occupations.models.batches import Batch, BatchRecord, Change, ChangeKind, ChangeStatus
from occupations.models.classification import (
    Concept,
    ConceptKind,
    Coverage,
    Edition,
    EditionRecord,
    EditionStatus,
    Item,
    Relation,
    Scheme,
    Succession,
    WorkType,
)
from occupations.models.consultation import (
    Comment,
    CommentAct,
    Contact,
    Proposal,
    ProposalAct,
    SubmissionCount,
    SubmissionKind,
)
from occupations.models.desk import Draft, DraftAct
from occupations.models.history import Act, DataLoad, Origin, Revision, RevisionCounter
from occupations.models.indicators import (
    Checked,
    Indicator,
    IndicatorRecord,
    IndicatorTheme,
    Measure,
    Qualifier,
)
from occupations.models.keys import ApiKey, KeyUsage, Scope
from occupations.models.sources import Confidence, Source, SourceKind, SourceRecord
from occupations.models.standards import SkillStandard, SkillStandardRecord, StandardKind
from occupations.models.webhooks import (
    EventType,
    FailureKind,
    SubscriptionState,
    WebhookEvent,
    WebhookSubscription,
)

__all__ = [
    "Act",
    "ApiKey",
    "Batch",
    "BatchRecord",
    "Change",
    "ChangeKind",
    "ChangeStatus",
    "Checked",
    "Comment",
    "CommentAct",
    "Concept",
    "ConceptKind",
    "Confidence",
    "Contact",
    "Coverage",
    "DataLoad",
    "Draft",
    "DraftAct",
    "Edition",
    "EditionRecord",
    "EditionStatus",
    "EventType",
    "FailureKind",
    "Indicator",
    "IndicatorRecord",
    "IndicatorTheme",
    "Item",
    "KeyUsage",
    "Measure",
    "Origin",
    "Proposal",
    "ProposalAct",
    "Qualifier",
    "Relation",
    "Revision",
    "RevisionCounter",
    "Scheme",
    "Scope",
    "SkillStandard",
    "SkillStandardRecord",
    "Source",
    "SourceKind",
    "SourceRecord",
    "StandardKind",
    "SubmissionCount",
    "SubmissionKind",
    "SubscriptionState",
    "Succession",
    "WebhookEvent",
    "WebhookSubscription",
    "WorkType",
]
