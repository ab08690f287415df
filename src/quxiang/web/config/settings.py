"""Django's settings. What differs between installations comes from the environment:

``QUXIANG_HOME`` the folder, ``QUXIANG_DATABASE_URL`` for PostgreSQL (SQLite in the folder without
it), ``QUXIANG_HOSTS`` names it answers to, ``QUXIANG_HTTPS=1`` behind a proxy that ends TLS,
``QUXIANG_DEMO=1`` for the demonstration, ``QUXIANG_DEBUG=1`` for developers only. Evidence lies in
the folder, or in ``QUXIANG_EVIDENCE_STORE=s3://bucket/prefix?endpoint=…&region=…`` with
``QUXIANG_EVIDENCE_STORE_KEY`` and ``_SECRET``; ``QUXIANG_EVIDENCE_MEGABYTES`` and
``QUXIANG_EVIDENCE_PAGES`` say how large one file may be.
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from quxiang.web.config.databases import database
from quxiang.web.config.home import home, kept_secret

WEB = Path(__file__).resolve().parents[1]
HOME = home()


def _on(name: str) -> bool:
    return os.environ.get(name) == "1"


DEBUG = _on("QUXIANG_DEBUG")
DEMO = _on("QUXIANG_DEMO")
HTTPS = _on("QUXIANG_HTTPS")
SECRET_KEY = kept_secret("django")
#: asked of whoever founds the school, so that a stranger on the network cannot
SETUP_KEY = kept_secret("setup")[:12]
ALLOWED_HOSTS = os.environ.get("QUXIANG_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_q",
    "axes",
    "csp",
    "quxiang.web.common",
    "quxiang.web.audit",
    "quxiang.web.jobs",
    "quxiang.web.accounts",
    "quxiang.web.orgs",
    "quxiang.web.reference",
    "quxiang.web.roster",
    "quxiang.web.employers",
    "quxiang.web.destinations",
    "quxiang.web.imports",
    "quxiang.web.notifications",
    "quxiang.web.release",
    "quxiang.web.lists",
    "quxiang.web.privacy",
    "quxiang.web.evidence",
    "quxiang.web.approvals",
    "quxiang.web.documents",
    "quxiang.web.wordfiles",
    "quxiang.web.certificates",
    "quxiang.web.papers",
    "quxiang.web.compilations",
    "quxiang.web.season",
    "quxiang.web.adoption",
    "quxiang.web.complaints",
    "quxiang.web.alerts",
    "quxiang.web.worksheets",
    "quxiang.web.feedback",
    "quxiang.web.assessment",
    "quxiang.web.bulletins",
    "quxiang.web.notices",
    "quxiang.web.selfcheck",
    "quxiang.web.visits",
    "quxiang.web.verification",
    "quxiang.web.inspection",
    "quxiang.web.schoolreport",
    "quxiang.web.campaigns",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "quxiang.web.common.compressing.StaticMiddleware",
    "quxiang.web.common.requests.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "quxiang.web.accounts.middleware.LoginMiddleware",
    "quxiang.web.audit.middleware.AuditMiddleware",
    "quxiang.web.common.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "quxiang.web.config.urls"
WSGI_APPLICATION = "quxiang.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quxiang.web.common.context.page",
                "quxiang.web.privacy.context.page",
            ],
            "builtins": ["quxiang.web.common.templatetags.parts"],
        },
    }
]
FORM_RENDERER = "quxiang.web.common.widgets.Renderer"

DATABASES = {"default": database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "quxiang.web.accounts.backends.NumberBackend",
]
PASSWORD_HASHERS = [
    "quxiang.web.accounts.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]  # a campus is one address; guessing one account is the risk
AXES_LOCKOUT_CALLABLE = "quxiang.web.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the wait that is stated is the wait
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_VERBOSE = False

SESSION_ENGINE = "quxiang.web.accounts.sessionstore"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "quxiang.web.common.errors.csrf_failed"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DATE_FORMAT, DATETIME_FORMAT, USE_THOUSAND_SEPARATOR = "Y-m-d", "Y-m-d H:i", False
FORMAT_MODULE_PATH = "quxiang.web.config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [WEB / "static"]  # what assets/vendor.json brings
WHITENOISE_USE_FINDERS = True
STATIC_COPIES = HOME / "static-copies"  # compressed, made when first met
STATIC_COPIES.mkdir(exist_ok=True)
MEDIA_ROOT = HOME / "files"
EVIDENCE_STORE = os.environ.get("QUXIANG_EVIDENCE_STORE", "")
EVIDENCE_STORE_KEY = os.environ.get("QUXIANG_EVIDENCE_STORE_KEY", "")
EVIDENCE_STORE_SECRET = os.environ.get("QUXIANG_EVIDENCE_STORE_SECRET", "")
EVIDENCE_MEGABYTES = int(os.environ.get("QUXIANG_EVIDENCE_MEGABYTES", "20"))
EVIDENCE_PAGES = int(os.environ.get("QUXIANG_EVIDENCE_PAGES", "60"))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

Q_CLUSTER = {
    "name": "quxiang",
    "orm": "default",
    "workers": 1,
    "timeout": 1800,
    "retry": 2100,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 100,
    "poll": 0.5,
    "queue_limit": 4,
    "label": "quxiang",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("QUXIANG_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W004",
    "security.W008",
    "security.W012",
    "security.W016",
    "axes.W006",
]
