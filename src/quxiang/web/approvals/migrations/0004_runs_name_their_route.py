from django.db import migrations, models


def name_their_routes(apps, schema_editor):
    """Let every run there is name the one route its kind had so far."""
    run, route = apps.get_model("approvals", "Run"), apps.get_model("approvals", "Route")
    same = route.objects.filter(cohort=models.OuterRef("cohort"), kind=models.OuterRef("kind"))
    run.objects.filter(route__isnull=True).update(route=models.Subquery(same.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_route_versions")]

    operations = [migrations.RunPython(name_their_routes, migrations.RunPython.noop)]
