from django.db import migrations

from occupations.guards import GuardedTable, InstallGuards


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("occupations", "0002_guards")]

    operations = [InstallGuards([GuardedTable("policies_policyrecord", (("policy_id",),))])]
