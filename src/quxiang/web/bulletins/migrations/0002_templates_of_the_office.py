import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Word templates stand in an app of their own; which one an issued bulletin had is not kept."""

    dependencies = [
        ("bulletins", "0001_initial"),
        ("wordfiles", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(model_name="bulletin", name="template"),
        migrations.DeleteModel(name="BulletinTemplate"),
        migrations.AddField(
            model_name="bulletin",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wordfiles.wordtemplate",
            ),
        ),
    ]
