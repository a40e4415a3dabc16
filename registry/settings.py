"""Every setting, read from the environment; mistakes are reported by registry/checks.py."""

from datetime import timedelta
from pathlib import Path

import environ
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- where things are -------------------------------------------------------------------------
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))


def secret_key() -> str:
    """SECRET_KEY of the environment, else a key made once and kept under DATA_DIR."""
    if key := env.str("SECRET_KEY", ""):
        return key
    file = DATA_DIR / "secret-key"
    if not file.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(get_random_secret_key())
    return file.read_text().strip()


SECRET_KEY = secret_key()
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    # Before registry, which takes their pages out of the admin.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "registry",
    "occupations",
    "policies",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "registry.admin_app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
]
MIDDLEWARE = [
    "registry.http.headers.security_headers",
    "registry.http.headers.head_without_body",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "registry.http.negotiation.LanguageMiddleware",
    "registry.http.unavailable.without_database",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "registry.signin.sessions.session_limits",
    "registry.signin.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
# The API knows no session, no sign-in and no static file, and what is the same for every answer is asked once; see
# registry/http/handler.py.
API_MIDDLEWARE = ["registry.http.headers.https_only", "registry.http.negotiation.LanguageMiddleware"]
ROOT_URLCONF = "registry.urls"
API_URLCONF = "registry.api_urls"
WSGI_APPLICATION = "registry.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- database: SQLite under DATA_DIR, or PostgreSQL by DATABASE_URL -----------------------------
# Seconds; 0: as long as it takes. How long PostgreSQL may let the server wait: for a connection, for a lock of somebody
# else's, for one statement; and how long a transaction of the server may lie idle. Whoever writes waits longer for his
# turn (occupations/actions/turns.py), and commands take their time (manage.py).
CONNECT_TIMEOUT = env.int("CONNECT_TIMEOUT", 3)
LOCK_TIMEOUT = env.float("LOCK_TIMEOUT", 2.0)
STATEMENT_TIMEOUT = env.float("STATEMENT_TIMEOUT", 30.0)
IDLE_IN_TRANSACTION_TIMEOUT = env.float("IDLE_IN_TRANSACTION_TIMEOUT", 120.0)
ANSWERS_TAKE = (
    f"-c lock_timeout={LOCK_TIMEOUT * 1000:.0f} -c statement_timeout={STATEMENT_TIMEOUT * 1000:.0f}"
    f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT * 1000:.0f}"
)
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'registry.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock at BEGIN: two writers then wait for each other instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": CONNECT_TIMEOUT,
        # A host that is gone without a word is found out within so many seconds, and not within hours.
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "options": ANSWERS_TAKE,
    } | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
# A day of the registry is a day in Shanghai.
TIME_ZONE = "Asia/Shanghai"

# --- static files -------------------------------------------------------------------------------
STATIC_URL = "static/"
# Serve straight from the packages: no collectstatic step is needed to start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- security -----------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "registry.signin.passwords.LongEnough", "OPTIONS": {"least": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# After so many failures from one address, it waits.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_CLIENT_IP_CALLABLE = "registry.http.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "registry.signin.locked_out.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# true: staff sign in with a code of their authenticator app as well (registry/signin/second_factor.py).
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", False)
OTP_TOTP_ISSUER = "Occupation registry"
# Seconds: a session ends with the browser, at the latest after so long, and earlier if nobody uses it.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE = env.int("SESSION_IDLE", 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
# HTTPS=true where the registry is reached over TLS (also through a proxy that terminates it).
HTTPS = env.bool("HTTPS", False)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# Read by registry/http/headers.py; the same name and form as Django 6's own setting.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# Webhooks call https addresses of the public internet only; true: also http, and private addresses.
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", False)

# How many comments and proposals one address may send in an hour.
SUBMISSIONS_PER_HOUR = env.int("SUBMISSIONS_PER_HOUR", 20)

# --- HTTP interface -----------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["registry.http.negotiation.PlainJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "registry.http.negotiation.StatedMediaType",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "registry.http.schema.RegistrySchema",
    "DEFAULT_PAGINATION_CLASS": "registry.http.pagination.SnapshotPagination",
    "EXCEPTION_HANDLER": "registry.http.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
# The floor (registry/http) knows no app; the roof tells it here who answers "which revision?".
REVISION_CLOCK = "occupations.models.history.revision_clock"
# The address the registry is known under; URIs in linked data and in dumps begin with it, whoever asks.
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# How many seconds a process may go on without asking whether there is a new revision; 0: it asks at every request,
# which costs a few microseconds on SQLite and a round trip on PostgreSQL. It bounds the age of a stale answer.
REVISION_READ_WITHIN = env.float("REVISION_READ_WITHIN", 0.0 if "sqlite" in DATABASES["default"]["ENGINE"] else 0.5)
# How many seconds answers from memory are sent after the database was last known to answer, and copies that others keep
# after the registry was.
STALE_IF_ERROR = env.int("STALE_IF_ERROR", 60)
# How often one may ask: for each class of requests, how many in how many seconds, in a short window and in a long one.
# This much has an address; a key has so many times as much, unless a clerk gave it limits of its own.
LIMITS = {"read": ((300, 10), (20_000, 3600)), "batch": ((20, 10), (600, 3600)), "dumps": ((30, 60), (300, 3600))}
KEY_TIMES = 10
# How much a batch may bring: bytes of bodies, and records in them. An hour of it takes some three minutes of a core.
BODY_LIMITS = {
    "bytes": ((128 * 1024 * 1024, 60), (1024 * 1024 * 1024, 3600)),
    "records": ((1_000_000, 60), (5_000_000, 3600)),
}
# Multiplies all of them; so high that they never bite where the server itself is measured or tested.
LIMIT_FACTOR = env.float("LIMIT_FACTOR", 1.0)
DUMPS_PATH = "/api/v1/dumps/"
# How many requests each process of the server answers at once: registry/http/bulkhead.py makes quarters of them. Each
# thread holds a connection to the database.
THREADS = env.int("THREADS", 12)
# As with REVISION_CLOCK: which keys there are, and who writes down how they are used.
API_KEYS = "occupations.models.keys.keys_by_digest"
KEY_USAGE = "occupations.actions.keys.record_usage"
# Bytes of answers that each process keeps ready.
ANSWERS_IN_MEMORY = env.int("ANSWERS_IN_MEMORY", 64) * 1024 * 1024
# The seed of an Ed25519 key, 32 bytes in base64, with which the manifests of dumps are signed; none: not signed.
DUMP_SIGNING_KEY = env.str("DUMP_SIGNING_KEY", "")
PROBLEMS_PATH = "/api/v1/problems"
# Real answers, one file for each operation; a test replays them.
API_EXAMPLES = BASE_DIR / "docs" / "reference" / "examples"
# What the enumerations of the OpenAPI document are called.
ENUM_NAMES = "registry.enum_names.ENUM_NAMES"
ENUMS_THAT_MAY_GROW = "registry.enum_names.MAY_GROW"
SPECTACULAR_SETTINGS = {
    "TITLE": "Occupation registry of China",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": (BASE_DIR / "docs" / "reference" / "api.md").read_text(encoding="utf-8"),
    # Of the three terms of LICENSE the one that binds who uses answers: they hold texts and facts, never code.
    "LICENSE": {
        "name": "Code Apache-2.0; own texts CC BY 4.0; official facts without claim",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    },
    # Against the address that the document was fetched from: right behind any proxy, and under every name.
    "SERVERS": [{"url": "/", "description": "The registry that serves this document"}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_URLCONF": API_URLCONF,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "displayRequestDuration": True, "validatorUrl": None},
    "WEBHOOKS": ["occupations.api.webhooks.EVENT"],
    "POSTPROCESSING_HOOKS": [
        "registry.http.schema.describe_problems",
        "registry.http.limits_schema.describe_limits",
        "registry.http.described_headers.describe_every_header",
        "registry.http.schema_names.name_schemas",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- logging ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    # A wrong address is the asker's matter and told in the answer; only our own failures are logged.
    "loggers": {"django.request": {"level": "ERROR"}},
}
