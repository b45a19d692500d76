"""When tasks that replace others were last seen to run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0034_drift"),
    ]

    operations = [
        migrations.AddField(
            model_name="replacement",
            name="looked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="seen to run"),
        ),
        migrations.AlterField(
            model_name="taskaction",
            name="finding",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("accepted", "The cloud accepted it."),
                    ("gone", "The task is no longer in the cloud."),
                    ("confirmed", "The response was lost, but the task shows that it was done."),
                    ("at_rest", "The task no longer runs: its state says so."),
                    ("being_deleted", "The task is being deleted."),
                    ("not_done", "The task shows that it was not done, so it is sent again."),
                    (
                        "lost",
                        "It is not known whether the cloud did it. The task is checked before it is sent again.",
                    ),
                    ("unreadable", "The project's credentials cannot be read. It is tried again."),
                    ("unreachable", "The cloud did not take it within a day. Nothing was changed."),
                    ("uncertain", "It could not be checked within a day. Check the task's state."),
                    ("by_person", "Cancelled before it was sent."),
                    ("looking", "Waiting until the new task is seen to run."),
                    ("unsafe", "Not deleted, because the new task does not run."),
                ],
                default="",
                max_length=20,
                verbose_name="finding",
            ),
        ),
    ]
