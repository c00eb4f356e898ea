"""Every setting, by sections, from the environment.

Each variable is described in `docs/operators.md`. Defaults are safe: debug is off, a secret key is required, cookies need
HTTPS. `DEBUG=yes` is for development, `DEMO=yes` for `make demo`; neither may face the internet.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from mentorship import environment
from mentorship.logs import configure_structlog, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Mode -------------------------------------------------------------------------------------------------------------

DEBUG = environment.flag("DEBUG", default=False)
DEMO = environment.flag("DEMO", default=False)
PRODUCTION = not DEBUG and not DEMO
RUN_DIR = Path(environment.text("RUN_DIR", str(BASE_DIR / "var" / ("demo" if DEMO else "run"))))
DEMO_PASSWORD = environment.text("DEMO_PASSWORD", "grow-with-a-mentor")

# --- Address ----------------------------------------------------------------------------------------------------------

SITE_URL = environment.web_address("SITE_URL", "" if PRODUCTION else "http://localhost:8000")
if not SITE_URL:
    message = "Set SITE_URL to the address people use, for example https://mentoring.example.org."
    raise ImproperlyConfigured(message)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or ""] if PRODUCTION else LOOPBACK)
if not PRODUCTION and not set(ALLOWED_HOSTS) <= {*LOOPBACK, "testserver"}:
    message = "DEBUG and DEMO are for this machine only: ALLOWED_HOSTS may then name nothing but localhost."
    raise ImproperlyConfigured(message)
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", [SITE_URL])
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)
ROOT_URLCONF = "mentorship.urls"
WSGI_APPLICATION = "mentorship.wsgi.application"

# --- Secrets and transport --------------------------------------------------------------------------------------------

SECRET_KEY = environment.text(
    "SECRET_KEY", "" if PRODUCTION else "only-for-development-and-never-for-people-" + "x" * 20
)
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
OPERATIONS_TOKEN = environment.text("OPERATIONS_TOKEN")
if OPERATIONS_TOKEN and len(OPERATIONS_TOKEN) < 20:
    message = (
        "OPERATIONS_TOKEN opens the metrics to who brings it: use at least 20 random characters, or leave it unset."
    )
    raise ImproperlyConfigured(message)
if PRODUCTION and len(SECRET_KEY) < 50:
    message = "Set SECRET_KEY to at least 50 random characters; `python -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one."
    raise ImproperlyConfigured(message)
HTTPS = environment.flag("HTTPS", default=PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = int(timedelta(hours=environment.number("SESSION_HOURS", 8, least=1)).total_seconds())
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Applications -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "mentorship.core.apps.MentorshipAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "rules.apps.AutodiscoverRulesConfig",
    "mentorship.core",
    "mentorship.accounts",
    "mentorship.notifications",
    "programs",
    "matching",
    "agreements",
    "meetings",
    "evaluation",
    "mentorship.demo",
]
MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "meetings.web.middleware.FeedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mentorship.accounts.web.middleware.StandingMiddleware",
    "mentorship.core.middleware.TimeZoneMiddleware",
    "mentorship.core.middleware.KeptNowhereMiddleware",
]
if DEBUG and find_spec("zeal"):
    INSTALLED_APPS.append("zeal")
    MIDDLEWARE.append("zeal.middleware.zeal_middleware")
    ZEAL_RAISE = False
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
                "csp.context_processors.nonce",
                "mentorship.core.context_processors.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database, clock and cache ----------------------------------------------------------------------------------------

DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{RUN_DIR}/db.sqlite3")}
ON_POSTGRESQL = DATABASES["default"]["ENGINE"].endswith("postgresql")
if ON_POSTGRESQL:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": DATABASES["default"].get("OPTIONS", {})
        | {
            "connect_timeout": 3,
            "keepalives_idle": 5,
            "tcp_user_timeout": 5000,
            "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s",
        },
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;",
    }
    if str(DATABASES["default"]["NAME"]).startswith(str(RUN_DIR)):
        RUN_DIR.mkdir(parents=True, exist_ok=True)
CLOCK = environment.choice("CLOCK", ["database", "process"], "database" if ON_POSTGRESQL else "process")
# Where pg_dump, pg_restore and psql are, if not where one looks first.
POSTGRES_TOOLS = environment.text("POSTGRES_TOOLS")
CACHES = {"default": environment.cache("CACHE_URL", "dbcache://cache")}

# --- People and log-in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name", "preferred_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "mentorship.accounts.passwords.WordsOfThePlaceValidator"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "mentorship.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# How long a page takes must not tell whether an address is known here: the mail leaves beside it.
ACCOUNT_MAIL_BESIDE = True
ACCOUNT_SESSION_REMEMBER = True
INVITATION_DAYS = environment.number("INVITATION_DAYS", 14, least=1)
APPLICATIONS_PER_HOUR = environment.number("APPLICATIONS_PER_HOUR", 20, least=1)
OBSERVER_LINK_DAYS = environment.number("OBSERVER_LINK_DAYS", 14, least=1)
OBSERVATION_REQUEST_DAYS = environment.number("OBSERVATION_REQUEST_DAYS", 14, least=1)
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/h/key,20/h/ip",
    "apply": f"{APPLICATIONS_PER_HOUR}/h/ip",
    "portfolio_password": "10/h/key,30/h/ip",
    "portfolio_link": "100/h/key",
    "renew_observer_link": "10/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SECOND_STEP_REQUIRED = environment.flag("SECOND_STEP_REQUIRED", default=PRODUCTION)
LEADER_IDLE_MINUTES = environment.number("LEADER_IDLE_MINUTES", 30 if PRODUCTION else 0)
# Nobody signs up here: whoever signs in was let in by a programme, under this address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "mentorship.accounts.second_step.SecondStepAdapter"
MFA_FORMS = {"add_webauthn": "mentorship.accounts.web.forms.passkey.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mentorship"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(RUN_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Pictures are compressed already; source maps are for developers, and large.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "ico", "woff", "woff2", "gz", "br", "map")
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT", str(RUN_DIR / "media")))

# --- Imports ----------------------------------------------------------------------------------------------------------

IMPORT_MEGABYTES = environment.number("IMPORT_MEGABYTES", 10, least=1)
IMPORT_UNPACKED_MEGABYTES = environment.number("IMPORT_UNPACKED_MEGABYTES", 100, least=1)
IMPORT_ROWS = environment.number("IMPORT_ROWS", 20_000, least=1)
IMPORT_COLUMNS = environment.number("IMPORT_COLUMNS", 100, least=1)
IMPORT_CELL_CHARACTERS = environment.number("IMPORT_CELL_CHARACTERS", 10_000, least=100)
# Up to this size a file is read while the leader waits; a larger one by the worker.
IMPORT_AT_ONCE_KILOBYTES = environment.number("IMPORT_AT_ONCE_KILOBYTES", 100, least=0)
IMPORT_AT_ONCE_ROWS = environment.number("IMPORT_AT_ONCE_ROWS", 500, least=0)

# --- Portfolios -------------------------------------------------------------------------------------------------------

# More entries than this are not set in one file, which bounds the memory a worker takes.
PORTFOLIO_ENTRIES = environment.number("PORTFOLIO_ENTRIES", 1000, least=1)

# --- Mail -------------------------------------------------------------------------------------------------------------

_mail = environment.mail("EMAIL_URL", f"filemail:///{RUN_DIR}/mail" if DEMO else "" if PRODUCTION else "consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH") or None
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = environment.number("EMAIL_TIMEOUT", 10, least=1)
REMINDER_LEASE_SECONDS = environment.number("REMINDER_LEASE_SECONDS", 300, least=2)
# In the demo everybody is awake, so that a mail can be read at once.
QUIET_HOURS = environment.hours("QUIET_HOURS", "" if DEMO else "21:00-07:00")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "Mentorship <mentorship@localhost>")

# --- Background work --------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = environment.broker("REDIS_URL", "" if PRODUCTION else "redis://127.0.0.1:6379/0")
if not CELERY_BROKER_URL:
    message = "Set REDIS_URL to the Redis server that carries background work, for example redis://redis:6379/0."
    raise ImproperlyConfigured(message)
_publish_retry = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    **_publish_retry,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = _publish_retry
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away, a worker goes on asking.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "UTC"
WORKER_PULSE_SECONDS = environment.number("WORKER_PULSE_SECONDS", 60, least=1)
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "accounts.forget_ended_sessions": {"task": "accounts.forget_ended_sessions", "schedule": 3600},
    "notifications.plan_due": {"task": "notifications.plan_due", "schedule": 30},
    "notifications.deliver_due": {"task": "notifications.deliver_due", "schedule": 30},
    "matching.solve_queued": {"task": "matching.solve_queued", "schedule": 10},
    "programs.work_off_imports": {"task": "programs.work_off_imports", "schedule": 10},
    "matching.expire_unanswered": {"task": "matching.expire_unanswered", "schedule": 600},
    "meetings.expire_proposals": {"task": "meetings.expire_proposals", "schedule": 600},
    "meetings.read_addresses_again": {"task": "meetings.read_addresses_again", "schedule": 900},
    "evaluation.open_due_reviews": {"task": "evaluation.open_due_reviews", "schedule": 600},
    "evaluation.count_surveys": {"task": "evaluation.count_surveys", "schedule": 600},
    "evaluation.set_papers": {"task": "evaluation.set_papers", "schedule": 10},
    "evaluation.tend_requests": {"task": "evaluation.tend_requests", "schedule": 600},
    "evaluation.deliver_to_observers": {"task": "evaluation.deliver_to_observers", "schedule": 10},
}

# --- Logging ----------------------------------------------------------------------------------------------------------

LOG_LEVEL = environment.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO")
LOG_FORMAT = environment.choice("LOG_FORMAT", ["text", "json"], "json" if PRODUCTION else "text")
LOGGING = logging_config(level=LOG_LEVEL, log_format=LOG_FORMAT)
configure_structlog()
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
# One line a request and none a heartbeat; what went wrong is logged as ever.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_CELERY_TASK_FAILURE_LOG_LEVEL = logging.ERROR
