"""An authenticator to come stands beside the one it replaces until its first code was right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_fewer_indexes")]

    operations = [
        migrations.RemoveConstraint(model_name="secondfactor", name="one_factor_a_kind"),
        migrations.AddConstraint(
            model_name="secondfactor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=("user", "kind"),
                name="one_confirmed_factor_a_kind",
            ),
        ),
    ]
