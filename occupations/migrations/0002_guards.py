from django.db import migrations

from occupations.guards import GuardedTable, InstallGuards


class Migration(migrations.Migration):
    dependencies = [("occupations", "0001_initial")]

    operations = [
        InstallGuards(
            [
                GuardedTable("occupations_sourcerecord", (("source_id",),)),
                GuardedTable("occupations_editionrecord", (("edition_id",), ("scheme_id",)), dated=True),
                GuardedTable("occupations_item", (("scheme_id", "code"), ("scheme_id", "concept_id")), dated=True),
                GuardedTable("occupations_worktype", (("scheme_id", "concept_id"),), dated=True),
                GuardedTable("occupations_succession", (("predecessor_id", "successor_id"),)),
                GuardedTable("occupations_batchrecord", (("batch_id",),)),
                GuardedTable("occupations_change", (("batch_id", "number"),)),
                GuardedTable("occupations_revision", supersedable=False, key="number"),
            ]
        )
    ]
