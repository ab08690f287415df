"""Who sealed the manifest of a pack."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspection", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="sealed_by",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="签章"),
            preserve_default=False,
        ),
    ]
