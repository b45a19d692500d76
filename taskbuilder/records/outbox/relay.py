"""The outbox's engine: a sender that looks for what is due, and finishes what dead senders left.

Threads beside it look now and then for the result of unknown outcomes, where that is certain, read what
became of created tasks, notify people of what happened, apply plans, make the exports that people ask for,
and throw away once an hour what nobody needs any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from taskbuilder.records.cloud_tasks.follower import follow_until
from taskbuilder.records.exports.maker import export_until
from taskbuilder.records.notifications.threads import deliver_until, mail_until, notify_until
from taskbuilder.records.outbox.claims import claim_due
from taskbuilder.records.outbox.delivery import deliver
from taskbuilder.records.outbox.results import sweep_expired
from taskbuilder.records.outbox.sender import Sender
from taskbuilder.records.plans.runner import apply_until
from taskbuilder.records.resolution.automatic_resolution import resolve_until
from taskbuilder.records.task_actions.actor import act_once, act_until
from taskbuilder.records.task_actions.replacing import advance_due, replace_until
from taskbuilder.records.tidying import tidy_until

# Where there are workers, how long the relay leaves them what is due: it takes what no message names.
WORKERS_TIME = timedelta(seconds=5)


@dataclass(kw_only=True)
class Relay(Sender):
    """Sends whatever is due, until `stop` is set."""

    def run(self, stop: Event) -> None:
        """As every sender, with threads beside it that resolve, follow tasks, tidy, notify and export."""
        helpers = [
            Thread(target=resolve_until, args=(stop,), name="resolver"),
            Thread(target=export_until, args=(stop,), name="exporter"),
            Thread(target=tidy_until, args=(stop,), name="tidier"),
            Thread(target=follow_until, args=(stop,), name="follower"),
            Thread(target=act_until, args=(stop,), name="actor"),
            Thread(target=replace_until, args=(stop,), name="replacer"),
            Thread(target=apply_until, args=(stop,), name="applier"),
            Thread(target=notify_until, args=(stop,), name="notifier"),
            Thread(target=mail_until, args=(stop,), name="mailer"),
            Thread(target=deliver_until, args=(stop,), name="deliverer"),
        ]
        for helper in helpers:
            helper.start()
        try:
            super().run(stop)
        finally:
            stop.set()
            for helper in helpers:
                helper.join()

    def run_once(self) -> int:
        """Delivers what is due now, one after another; answers how many."""
        count = 0
        sweep_expired(now=timezone.now())
        while claimed := claim_due(worker=self.worker, limit=1, lease=self.lease, now=timezone.now()):
            deliver(claimed[0], worker=self.worker, session=self.session, lease=self.lease)
            count += 1
        self.session.close()
        return count + advance_due(now=timezone.now()) + act_once()

    def claim(self, limit: int) -> list[UUID]:
        """What is due, and not for workers to take."""
        overdue = WORKERS_TIME if settings.BROKER_URL else timedelta(0)
        return claim_due(
            worker=self.worker, limit=limit, lease=self.lease, now=timezone.now(), overdue=overdue
        )

    def take_care(self, *, now: datetime) -> None:
        """Finishes what others left, too."""
        super().take_care(now=now)
        sweep_expired(now=now)
