"""What was merged into a row that was merged later is the last of them: one step, no chains."""

from django.db import migrations


def flatten(apps, schema_editor):
    employers = apps.get_model("employers", "Employer").objects
    chains = employers.filter(merged_into__merged_into__isnull=False)
    for _ in range(employers.filter(merged_into__isnull=False).count()):
        chained = list(chains.values_list("pk", "merged_into__merged_into"))
        if not chained:
            break
        for employer, last in chained:
            employers.filter(pk=employer).update(merged_into=last)


class Migration(migrations.Migration):
    dependencies = [("employers", "0005_groups_and_visits")]

    operations = [migrations.RunPython(flatten, migrations.RunPython.noop)]
