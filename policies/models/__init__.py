"""The tables of the policies: regions, policies, and what each policy gives to whom under which terms."""

from policies.models.policies import Policy, PolicyKind, PolicyRecord
from policies.models.regions import Region, RegionLevel
from policies.models.terms import Beneficiary, Benefit, LinkKind, NoAmount, Per, PolicyLink, Role, Term, Unit

__all__ = [
    "Beneficiary",
    "Benefit",
    "LinkKind",
    "NoAmount",
    "Per",
    "Policy",
    "PolicyKind",
    "PolicyLink",
    "PolicyRecord",
    "Region",
    "RegionLevel",
    "Role",
    "Term",
    "Unit",
]
