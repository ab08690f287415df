import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orgs", "0003_unit_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WordTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("key_sealed", models.TextField()),
                ("path", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=16, verbose_name="类别")),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("filename", models.CharField(max_length=120, verbose_name="文件名")),
                ("note", models.CharField(max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="orgs.school"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "kind", "number"), name="word_template_once"
                    )
                ],
            },
        ),
    ]
