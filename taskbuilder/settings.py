"""Every setting of the application, read once from the environment."""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from whitenoise.compress import Compressor

from taskbuilder import environment as env
from taskbuilder import logs

BASE_DIR = Path(__file__).resolve().parent.parent

# With no database named, everything is embedded: SQLite and keys made at the first start, in one folder.
EMBEDDED = not env.read_text("TASKBUILDER_DATABASE_URL", "")
HOME = Path(env.read_text("TASKBUILDER_HOME", "") or BASE_DIR / ".data")

DEBUG = env.read_flag("TASKBUILDER_DEBUG", default=False)
DEMO = env.read_flag("TASKBUILDER_DEMO", default=False)
SECRET_KEY = env.read_text("TASKBUILDER_SECRET_KEY", "" if EMBEDDED else None)
# Fernet keys for secrets at rest: the first encrypts, all of them decrypt, so that a key can be rotated.
ENCRYPTION_KEYS = env.read_list("TASKBUILDER_ENCRYPTION_KEYS", "" if EMBEDDED else None)
ALLOWED_HOSTS = env.read_list("TASKBUILDER_HOSTS", "localhost,127.0.0.1,[::1]")
if not EMBEDDED:
    env.refuse_unsafe(debug=DEBUG, demo=DEMO, hosts=ALLOWED_HOSTS, secret_key=SECRET_KEY)
CSRF_TRUSTED_ORIGINS = env.read_list("TASKBUILDER_ORIGINS", "")

INSTALLED_APPS = [
    "taskbuilder.records.apps.SiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taskbuilder.records.apps.SignInsConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_htmx",
    "template_partials",
    "taskbuilder.records",
    "taskbuilder.web",
    "taskbuilder.simulator",
]

MIDDLEWARE = [
    "taskbuilder.web.http.health.HealthMiddleware",
    "taskbuilder.web.http.middleware.ForwardedMiddleware",
    "taskbuilder.web.http.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "taskbuilder.web.http.middleware.PolicyMiddleware",
    "taskbuilder.web.http.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "taskbuilder.web.http.middleware.MethodPageMiddleware",
    "taskbuilder.web.http.middleware.StorableQueryMiddleware",
    "taskbuilder.web.http.saved_form.LeaveConflictMiddleware",
]

ROOT_URLCONF = "taskbuilder.urls"
WSGI_APPLICATION = "taskbuilder.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["taskbuilder.web.templatetags.addresses"],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates/jinja2"],
        "OPTIONS": {
            "environment": "taskbuilder.forms.render.templates.make_environment",
            "trim_blocks": True,
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
# Bootstrap's class of each kind of control.
CRISPY_CLASS_CONVERTERS = {
    "textinput": "form-control",
    "passwordinput": "form-control",
    "searchinput": "form-control",
    "dateinput": "form-control",
    "textarea": "form-control",
    "clearablefileinput": "form-control",
    "checkboxinput": "form-check-input",
    "select": "form-select",
}

DATABASES = {
    "default": env.read_database("TASKBUILDER_DATABASE_URL", f"sqlite:///{HOME / 'taskbuilder.sqlite3'}"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "taskbuilder.web.sessions.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "projects"
LOGOUT_REDIRECT_URL = "sign-in"
# Wrong passwords lock one user name as seen from one address, for a while.
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Above these, whatever the user name, whatever the address, and in all: see web.account.limits.
SIGN_IN_LIMITS = {"address": 30, "name": 60, "all": 600}
AXES_HANDLER = "taskbuilder.web.account.limits.Handler"
AXES_CLIENT_IP_CALLABLE = "taskbuilder.web.account.limits.name_caller"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "taskbuilder.web.account.sign_in.name_attempt"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# What axes saves of a refused form leaves these out.
AXES_SENSITIVE_PARAMETERS = ["old_password", "new_password1", "new_password2"]
AXES_LOCKOUT_TEMPLATE = "sign_in/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # records.admin has pages of its own for it

# Django's levels of messages as the notices are called that show them.
MESSAGE_TAGS = {messages.INFO: "advice", messages.WARNING: "confirm"}

LANGUAGE_CODE = "en"
# Each in its own words, so that a search finds it.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "taskbuilder" / "locale"]
FORMAT_MODULE_PATH = ["taskbuilder.formats"]
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "taskbuilder.web.http.style_sheet.StyleSheetFinder",
]
STATIC_ROOT = env.read_text("TASKBUILDER_STATIC_ROOT", "") or BASE_DIR / ".build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "taskbuilder.web.http.static_files.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
# Maps of the packages' sources are loaded by nobody, and compressing them takes half of the time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# Behind https everywhere but on a machine of one's own, where the demo and the tests run.
HTTPS = env.read_flag("TASKBUILDER_HTTPS", default=not EMBEDDED)
SECURE_SSL_REDIRECT = HTTPS
# Where people find this installation: the beginning of links in what is sent to them and their programs.
_host = (ALLOWED_HOSTS or ["localhost"])[0].lstrip(".")
SITE_URL = env.read_site_url("TASKBUILDER_SITE_URL", f"{'https' if HTTPS else 'http'}://{_host}")
# How notifications are sent by mail; without a server none are.
_mail = env.read_mail("TASKBUILDER_MAIL_URL")
globals().update(_mail)
HAS_MAIL = bool(_mail)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.read_text("TASKBUILDER_MAIL_FROM", f"task-builder@{_host}")
# A year, of this host alone: its subdomains, and browsers' built-in lists, are the domain's owner to decide.
SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = env.read_hsts(
    "TASKBUILDER_HSTS", "31536000" if HTTPS else "0"
)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Whose word is taken for a caller's address and scheme; ForwardedMiddleware removes what others say.
PROXIES = env.read_proxies("TASKBUILDER_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SESSION_ENGINE = "taskbuilder.web.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# Browsers take a cookie of such a name from this host alone, and over https: no neighbour sets ours.
_prefix = "__Host-" if HTTPS else ""
# Cookies know no ports: localhost is shared with other applications.
SESSION_COOKIE_NAME = f"{_prefix}taskbuilder_session"
CSRF_COOKIE_NAME = f"{_prefix}taskbuilder_csrf"
LANGUAGE_COOKIE_NAME = f"{_prefix}taskbuilder_language"
DISPLAY_COOKIE_NAME = f"{_prefix}taskbuilder_display"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOGGING = logs.make_config(
    form=env.read_choice("TASKBUILDER_LOG_FORMAT", "text", logs.RENDERERS),
    level=env.read_choice("TASKBUILDER_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
)
# Error pages and mails hold variables and forms: ours are full of secrets.
DEFAULT_EXCEPTION_REPORTER_FILTER = "taskbuilder.web.http.error_reports.QuietReporterFilter"

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # the cloud's own limit on a body (api.md, 413)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = ["taskbuilder.web.http.uploads.BoundedUploadHandler"]

# Whom the installation's credentials and requests are sent to. The demo has a cloud on its own machine.
CLOUD_ADDRESSES = env.read_cloud_addresses(
    "TASKBUILDER_CLOUD_ADDRESSES", "public,http://127.0.0.1" if DEMO else "public"
)
# Certificates to trust when talking to the cloud: a private cloud has its own authority.
CLOUD_CA = env.read_text("TASKBUILDER_CLOUD_CA", "") or None
# Threads of one relay that send at the same time, and how long a claimed submission stays theirs.
RELAY_THREADS = env.read_number("TASKBUILDER_RELAY_THREADS", 8)
RELAY_LEASE_SECONDS = env.read_number("TASKBUILDER_RELAY_LEASE_SECONDS", 90)
# With a broker, RabbitMQ or Redis, committed submissions are announced to Celery workers.
BROKER_URL = env.read_text("TASKBUILDER_BROKER_URL", "")
# How long a draft is kept that nobody changes.
DRAFT_DAYS = env.read_number("TASKBUILDER_DRAFT_DAYS", 180)
# How many requests a minute one API token may make.
API_RATE = env.read_number("TASKBUILDER_API_RATE", 600)

# Last, so that a slip of the pen leaves nothing behind.
env.refuse_unknown_names(os.environ)
if EMBEDDED:
    _keys = env.make_embedded_keys(HOME)
    SECRET_KEY = SECRET_KEY or _keys["secret_key"]
    ENCRYPTION_KEYS = ENCRYPTION_KEYS or [_keys["encryption_key"]]
