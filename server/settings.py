"""Everything the processes read from the environment, and nowhere else.

`.env.example` lists each setting with its default and meaning. The action server
reads what it needs in `actions/services.py`; the supervisor hands it down.
"""

from pathlib import Path

import environ

from server.secrets import load_or_create

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

ASSISTANT_HOME = Path(env.str("ASSISTANT_HOME", default="var"))
if not ASSISTANT_HOME.is_absolute():
    ASSISTANT_HOME = BASE_DIR / ASSISTANT_HOME
_secrets = load_or_create(ASSISTANT_HOME)

# --- what the assistant is --------------------------------------------------------
CATALOGUE_DIR = BASE_DIR / env.str("CATALOGUE_DIR", default="catalogue")
HOTLINE = env.str("HOTLINE", default="1900 558826")
INDEX_DIR = ASSISTANT_HOME / "index"
ENCODER_DIR = BASE_DIR / env.str("ENCODER_DIR", default="models/encoder")
MODELS_DIR = ASSISTANT_HOME / "models"
# Read by `search_index.engines.settings`; a wrong one stops what builds or searches.
SEARCH_URL = env.str("SEARCH_URL", default="") or "embedded:"
ELASTICSEARCH_API_KEY = env.str("ELASTICSEARCH_API_KEY", default="")
ELASTICSEARCH_CA_CERTS = env.str("ELASTICSEARCH_CA_CERTS", default="")
if ELASTICSEARCH_CA_CERTS:
    ELASTICSEARCH_CA_CERTS = str(BASE_DIR / ELASTICSEARCH_CA_CERTS)

# --- where the processes listen -------------------------------------------------
WEB_HOST = env.str("WEB_HOST", default="127.0.0.1")
WEB_PORT = env.int("WEB_PORT", default=8000)
RASA_PORT = env.int("RASA_PORT", default=5005)
ACTIONS_PORT = env.int("ACTIONS_PORT", default=5055)
SANDBOX_PORT = env.int("SANDBOX_PORT", default=5065)
# Empty means: as it is by default. So .env.example can be copied whole.
RASA_URL = env.str("RASA_URL", default="") or f"http://127.0.0.1:{RASA_PORT}"
ACTIONS_URL = env.str("ACTIONS_URL", default="") or f"http://127.0.0.1:{ACTIONS_PORT}"
# Without a real one, `make run` starts the sandbox.
CENTRE_API_URL = env.str("CENTRE_API_URL", default="")
RASA_CHANNEL_TOKEN = (
    env.str("RASA_CHANNEL_TOKEN", default="") or _secrets["RASA_CHANNEL_TOKEN"]
)

# A process that ends so often in a row, each time within a minute, ends the system.
DEATHS_IN_A_ROW = env.int("DEATHS_IN_A_ROW", default=6)

# --- the worker -----------------------------------------------------------------
WORKER_NAME = env.str("WORKER_NAME", default="worker-1")
WORKER_THREADS = env.int("WORKER_THREADS", default=4)
TURN_SECONDS = env.float("TURN_SECONDS", default=10.0)
PATIENCE_SECONDS = env.float("PATIENCE_SECONDS", default=8.0)
GIVE_UP_SECONDS = env.float("GIVE_UP_SECONDS", default=600.0)

# --- Django ---------------------------------------------------------------------
SECRET_KEY = env.str("DJANGO_SECRET_KEY", default="") or _secrets["DJANGO_SECRET_KEY"]
PSEUDONYM_KEY = env.str("PSEUDONYM_KEY", default="") or _secrets["PSEUDONYM_KEY"]
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=False)
ROOT_URLCONF = "server.urls"
ASGI_APPLICATION = "server.asgi.application"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "records",
    "bot.gateway",
    "console",
    "server",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "bot" / "widget" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {
    "default": env.db_url_config(
        env.str("DATABASE_URL", default="")
        or f"sqlite:///{ASSISTANT_HOME / 'assistant.db'}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue up instead of failing half-way, readers never wait, and what
        # was acknowledged survives a power cut.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "timeout": 20,
    }
    # Tests too use a file: a database in memory locks differently.
    DATABASES["default"]["TEST"] = {"NAME": ASSISTANT_HOME / "pytest.db"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "bot" / "widget" / "static"]
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
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
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # httpx writes each address it asks; with Telegram that is a secret.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
    },
}
