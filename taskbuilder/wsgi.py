"""The entry point that a WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

from taskbuilder import installation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskbuilder.settings")

application = get_wsgi_application()
installation.announce()
