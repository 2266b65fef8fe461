"""Settings, from the environment or `.env`. With DEBUG=1 alone, everything works locally."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from safeclose.backoffice import theme
from safeclose.config import embedded, environment, local_keys, logs, mail_services
from safeclose.http.tags import TAGS
from safeclose.records import reconnecting
from safeclose.storage import storage_url

BASE_DIR = Path(__file__).resolve().parent.parent

env = environment.Environment()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
VAR = Path(env("SAFECLOSE_VAR", default=str(BASE_DIR / "var"))).absolute()
if not DEBUG and not env("SECRET_KEY", default=""):
    raise ImproperlyConfigured("Set SECRET_KEY, or DEBUG=1 for development.")
PUBLIC_URL = env("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
# A customer's own frontend, with a page /sign/<token>, to which mails lead in place of ours.
APP_URL = env("APP_URL", default="").rstrip("/")
SECRET_KEY = env("SECRET_KEY", default="") or local_keys.secret_key(VAR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

# --- apps -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "safeclose.backoffice.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "procrastinate.contrib.django",
    "safeclose",
    "safeclose.pages",
    "workspace",
    "documents",
    "signing",
    "clickwrap",
]

MIDDLEWARE = [
    "safeclose.http.middleware.ObservedRequest",
    "safeclose.http.middleware.ErrorsAreJson",
    "safeclose.health.probes.Probes",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "safeclose.backoffice.headers.BackOfficeHeaders",
]

ROOT_URLCONF = "safeclose.urls"
WSGI_APPLICATION = "safeclose.wsgi.application"
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

# --- storage -------------------------------------------------------------------------------

DATABASE_URL = env("DATABASE_URL", default="")
DATABASE_IS_EMBEDDED = not DATABASE_URL
DATABASE_URL = DATABASE_URL or embedded.start(VAR / "postgres")
_database = environment.database(DATABASE_URL)
DATABASE_POOL = env.int("DATABASE_POOL", 20)
if DATABASE_POOL < 1:
    raise ImproperlyConfigured("DATABASE_POOL must be at least 1.")
DATABASE_POOLING = env("DATABASE_POOLING", default="session")
if DATABASE_POOLING not in ("session", "transaction"):
    raise ImproperlyConfigured("DATABASE_POOLING must be session or transaction.")
DATABASES = {
    "default": {
        **_database,
        # A cursor on the server ends with the transaction, after which a pooler gives the connection to someone else.
        "DISABLE_SERVER_SIDE_CURSORS": DATABASE_POOLING == "transaction",
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,  # the pool keeps connections, so Django must not
        "OPTIONS": {
            "connect_timeout": 5,
            "application_name": "safeclose",
            # None: no statement is kept on the server. Others are kept only where it is asked for (`records.prepared`).
            "prepare_threshold": None if DATABASE_POOLING == "transaction" else 5,
            **_database["OPTIONS"],
            # Some connections stay open, so that a sudden load does not wait for new ones. While the database is away,
            # the pool tries it each second; with a longer reconnect_timeout the pauses would double each time.
            "pool": {
                "min_size": min(4, DATABASE_POOL),
                "max_size": DATABASE_POOL,
                "timeout": 5,
                "max_idle": 60,
                "reconnect_timeout": 2,
                "reconnect_failed": reconnecting.keep_trying,
            },
        },
    }
}
DATABASE_REPLICA_URL = env("DATABASE_REPLICA_URL", default="")
if DATABASE_REPLICA_URL:
    _replica, _primary = environment.database(DATABASE_REPLICA_URL, "DATABASE_REPLICA_URL"), DATABASES["default"]
    # Where it does not answer, the primary is asked: soon.
    _soon = {"connect_timeout": 2, "pool": {**_primary["OPTIONS"]["pool"], "min_size": 0, "timeout": 2}}
    DATABASES["replica"] = {
        **_primary,
        **_replica,
        "OPTIONS": {"application_name": "safeclose", **_replica["OPTIONS"], **_soon},
    }
METRICS_TOKEN = env("METRICS_TOKEN", default="")
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", 1000)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.redis(env("REDIS_URL", default=""))
CACHES = {
    "default": (
        {
            "BACKEND": "safeclose.gateways.redis_counters.RedisCounters",
            "LOCATION": [REDIS_URL],
            "OPTIONS": {
                "pool_class": "safeclose.gateways.redis_pool.RedisPool",
                "socket_connect_timeout": 1.0,  # seconds
                "socket_timeout": 1.0,
            },
        }
        if REDIS_URL
        # Above this number the oldest counters are dropped; a small limit could be used to reset counters.
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 200_000}}
    )
}

STORAGE_URL = env("STORAGE_URL", default="")
STORAGES = {
    "default": storage_url.storage(STORAGE_URL, VAR / "files"),
    "staticfiles": {"BACKEND": "safeclose.pages.versioned.Versioned"},
}
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # serves from the packages, without collectstatic
WHITENOISE_AUTOREFRESH = False

# --- users ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "workspace.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

CLERK_ISSUER = env("CLERK_ISSUER", default="")
CLERK_JWKS_URL = env("CLERK_JWKS_URL", default="")
CLERK_JWT_KEY = env.str("CLERK_JWT_KEY", default="", multiline=True)
CLERK_AUTHORIZED_PARTIES = env.list("CLERK_AUTHORIZED_PARTIES", default=[])
CLERK_WEBHOOK_SECRET = env.list("CLERK_WEBHOOK_SECRET", default=[])  # several while a secret is replaced
CLERK_SECRET_KEY = env("CLERK_SECRET_KEY", default="")
CLERK_API_URL = env("CLERK_API_URL", default="https://api.clerk.com").rstrip("/")

# --- the API -----------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["workspace.identity.authentication.ClerkAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["safeclose.http.json.Renderer"],
    "DEFAULT_PARSER_CLASSES": ["safeclose.http.json.Parser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "safeclose.http.json.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "safeclose.http.schema.Schema",
    "EXCEPTION_HANDLER": "safeclose.http.errors.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Safeclose",
    "VERSION": "1",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "CONTACT": {"name": "The Safeclose authors"},
    "SERVERS": [{"url": "/", "description": "The service that gives out this description."}],
    "TAGS": [{"name": name, "description": sentence} for name, sentence in TAGS.items()],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "clerkSignature": {
                "type": "apiKey",
                "in": "header",
                "name": "svix-signature",
                "description": "Clerk's signature over the body, by CLERK_WEBHOOK_SECRET.",
            },
            "mailService": {"type": "http", "scheme": "basic", "description": "MAIL_WEBHOOK_SECRET."},
            "twilioSignature": {
                "type": "apiKey",
                "in": "header",
                "name": "X-Twilio-Signature",
                "description": "Twilio's signature over the body, by TWILIO_AUTH_TOKEN.",
            },
        }
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "safeclose.http.schema_errors.add_headers",
        "safeclose.health.description.add_probes",
        "workspace.webhooks.description.add_webhooks",
        "safeclose.http.examples.add_examples",
    ],
    "DESCRIPTION": "E-signature and verifiable evidence for closing deals, Ontario real estate first.",
    "SERVE_INCLUDE_SCHEMA": False,
    "GET_LIB_DOC_EXCLUDES": "safeclose.http.schema.base_classes",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,  # descriptions would repeat the values
    "ENUM_NAME_OVERRIDES": {
        "SigningAction": ["authenticate", "consent", "sign", "decline"],
        "MarkKind": ["signature", "initials", "name", "date", "text", "checkbox"],
        "ManagerTier": "signing.packages.identities.models.TIERS",
        "DocumentStatus": "documents.paper.models.Document.Status",
        "CodeChannel": "signing.ceremony.identification.models.Challenge.Channel",
        "AuthMethodEnum": "signing.ceremony.identification.methods.AuthMethod",
        "StepAuthMethod": "signing.packages.flows.plan.METHODS",
        "StepKind": "signing.packages.flows.plan.KINDS",
        "StepState": "signing.packages.flows.plan.STATES",
        "LoanStatus": ["CURRENT", "BEHIND"],
        "OptOutChannel": ["sms", "email", "call", "all"],
        "ErrorCode": "safeclose.refusals.Code",
        "DealStage": "documents.deals.models.Deal.Stage",
        "DealType": "documents.deals.models.Deal.Type",
        "ObligationType": "documents.obligations.models.Obligation.Type",
        "EnvelopeStatus": "signing.envelopes.models.Envelope.Status",
        "EnvelopeMode": "signing.envelopes.models.Envelope.Mode",
        "SignerStatus": "signing.envelopes.models.Signer.Status",
        "SigningStatus": "signing.packages.package.models.Signing.Status",
        "PackageSignerStatus": "signing.packages.signers.models.PackageSigner.Status",
        "CheckpointFormat": ["safeclose-checkpoint/1"],
        "GoneState": ["gone"],
        "ActiveState": ["active"],
        "DeliveryStatus": "workspace.webhooks.models.Delivery.Status",
        "MembershipStatus": "workspace.organizations.models.Membership.Status",
    },
}

CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/(v1|api)/"
CORS_EXPOSE_HEADERS = [
    "X-Request-Id",
    "Retry-After",
    "ETag",
    "Idempotent-Replayed",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "x-request-id", "range"]

WEB_THREADS = env.int("WEB_THREADS", 16)  # requests at once in each web process
WEB_STREAMS = env.int("WEB_STREAMS", WEB_THREADS // 4)  # of these threads; half of the others may wait for bodies
JSON_BODY_LIMIT = 1024 * 1024
UPLOAD_LIMIT = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT

RATELIMIT_IP_META_KEY = "safeclose.http.client_address.of"
# One process can count by itself; safeclose/wsgi.py refuses to start a second one without a shared cache.
SILENCED_SYSTEM_CHECKS = [] if REDIS_URL else ["django_ratelimit.E003", "django_ratelimit.W001"]

# --- documents and evidence ----------------------------------------------------------------------------------

# Where Debian's packages fonts-noto-core and fonts-noto-cjk put their files.
NOTO_FOLDERS = ("/usr/share/fonts/truetype/noto", "/usr/share/fonts/opentype/noto")
FONT_PATHS = env.list("FONT_PATHS", default=[folder for folder in NOTO_FOLDERS if Path(folder).is_dir()])
DOCUMENTS_INCLUDED_PER_MONTH = env.int("DOCUMENTS_INCLUDED_PER_MONTH", None)
SEALING_PKCS12 = env("SEALING_PKCS12", default="")
SEALING_PASSWORD = env("SEALING_PASSWORD", default="")
SEALING_PEM = env.list("SEALING_PEM", default=[])
SEALING_PKCS11_LIB = env("SEALING_PKCS11_LIB", default="")
SEALING_PKCS11_TOKEN = env("SEALING_PKCS11_TOKEN", default="")
SEALING_PKCS11_LABEL = env("SEALING_PKCS11_LABEL", default="")
SEALING_PKCS11_PIN = env("SEALING_PKCS11_PIN", default="")
SEALING_LEVEL = env("SEALING_LEVEL", default="")
TSA_URL = env("TSA_URL", default="")
TSA_CERTIFICATES = env("TSA_CERTIFICATES", default="")
MODELS_JSON = env("MODELS_JSON", default=str(BASE_DIR / "models.json") if (BASE_DIR / "models.json").exists() else "")

# --- signers ------------------------------------------------------------------------------------------------------

REMINDER_DAYS = env.list("REMINDER_DAYS", cast=int, default=[])  # after the first mail to a signer
MAX_WRONG_ANSWERS = env.int("MAX_WRONG_ANSWERS", 30)  # codes and answers of one signer, until the links are locked
TURNSTILE_SITE_KEY = env("TURNSTILE_SITE_KEY", default="")
TURNSTILE_SECRET_KEY = env("TURNSTILE_SECRET_KEY", default="")
TURNSTILE_URL = env("TURNSTILE_URL", default="https://challenges.cloudflare.com/turnstile/v0/siteverify")
TWILIO_ACCOUNT_SID = env("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env("TWILIO_AUTH_TOKEN", default="")
TWILIO_FROM = env("TWILIO_FROM", default="")  # a number in E.164 form, such as +16135550100
TWILIO_API_URL = env("TWILIO_API_URL", default="https://api.twilio.com").rstrip("/")
EMBED_ORIGINS = env.list("EMBED_ORIGINS", default=[])
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", False)
WEBHOOK_ALLOWED_NETWORKS = environment.networks(env.list("WEBHOOK_ALLOWED_NETWORKS", default=[]))

# --- caps of outgoing messages, which workspace/sending/allowances.py reads by their names -----------------------

OUTREACH_PER_RECIPIENT_PER_DAY = env.int("OUTREACH_PER_RECIPIENT_PER_DAY", 3)
OUTREACH_PER_SENDER_PER_DAY = env.int("OUTREACH_PER_SENDER_PER_DAY", 500)
INVITATIONS_PER_RECIPIENT_PER_DAY = env.int("INVITATIONS_PER_RECIPIENT_PER_DAY", 3)
INVITATIONS_PER_SENDER_PER_DAY = env.int("INVITATIONS_PER_SENDER_PER_DAY", 50)
RECEIPTS_PER_RECIPIENT_PER_DAY = env.int("RECEIPTS_PER_RECIPIENT_PER_DAY", 3)
RECEIPTS_PER_SENDER_PER_DAY = env.int("RECEIPTS_PER_SENDER_PER_DAY", 500)

# --- mail ----------------------------------------------------------------------------------------------------

EMAIL_URL = env("EMAIL_URL", default="")
MAIL_SERVICE = env("MAIL_SERVICE", default="")  # in place of a mail server; see config/mail_services.py
_service = mail_services.chosen(MAIL_SERVICE)
MAIL_WEBHOOK_SECRET = env.list("MAIL_WEBHOOK_SECRET", default=[])  # user:password, several while one is replaced
_mail = environment.mail(EMAIL_URL or ("consolemail://" if DEBUG else "smtp://localhost:25"))
EMAIL_BACKEND = _service.backend if _service else _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or (465 if _mail.get("EMAIL_USE_SSL") else 587 if _mail.get("EMAIL_USE_TLS") else 25)
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"] or None
EMAIL_TIMEOUT = 10
ANYMAIL = mail_services.anymail_settings(
    _service, lambda name: env(name, default=""), webhook_secrets=MAIL_WEBHOOK_SECRET, seconds=EMAIL_TIMEOUT
)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Safeclose <safeclose@localhost>")

# --- jobs ----------------------------------------------------------------------------------------------------

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- language, time, logs --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "safeclose.backoffice.formats"
USE_TZ = True
SENTRY_DSN = environment.sentry(env("SENTRY_DSN", default=""))
LOGGING = logs.configuration(json=not env.bool("LOG_PLAIN", DEBUG and logs.on_terminal()))

# --- browsers ----------------------------------------------------------------------------------------------------

if not DEBUG:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Set by a proxy that terminates TLS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
    # The API does not redirect to https; safeclose/config/deployment_checks.py checks keys and hosts.
    SILENCED_SYSTEM_CHECKS += ["security.W008", "security.W009", "security.W020"]
SECURE_REFERRER_POLICY = "no-referrer"
CSRF_FAILURE_VIEW = "safeclose.pages.faults.csrf_failure"
SESSION_COOKIE_AGE = 12 * 3600  # only the back office has sessions
UNFOLD = theme.THEME
X_FRAME_OPTIONS = "DENY"
