"""Sends what operators have created to the cloud."""

import logging
import signal
import sys
from argparse import ArgumentParser
from datetime import timedelta
from threading import Event

from django.conf import settings
from django.core.management.base import BaseCommand

from taskbuilder import installation
from taskbuilder.records.outbox.relay import Relay

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send due submissions to the cloud until stopped; SIGTERM and Ctrl-C finish what is in flight."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, then stop")
        parser.add_argument("--threads", type=int, default=settings.RELAY_THREADS)

    def handle(self, *args: object, threads: int, once: bool, **options: object) -> None:
        installation.announce()
        lease = timedelta(seconds=settings.RELAY_LEASE_SECONDS)
        relay = Relay(threads=max(1, threads), lease=lease)
        try:
            if once:
                relay.run_once()
                return
            stop = Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            self.stdout.write(f"The relay {relay.worker} is sending.")
            relay.run(stop)
            self.stdout.write("The relay has stopped; nothing was left in flight.")
        except Exception:
            logger.exception("The relay %s stopped.", relay.worker)
            sys.exit(1)
