"""The smallest site that runs django-helpdesk: settings, addresses, application, first rows.

Read by the peer's own Python, which knows nothing of Muster. As a production site: no debugging,
cached templates, connections kept. Mail is thrown away, as ours is not waited for either.
"""

import json
import os
import secrets
import sys
from urllib.parse import urlsplit

import django
from django.conf import settings

_at = urlsplit(os.environ["PEER_DATABASE_URL"])

settings.configure(
    SECRET_KEY="only-for-measuring",  # noqa: S106 - nobody else reaches it
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    LOGIN_URL="/login/",
    STATIC_URL="/static/",
    LOGGING={"version": 1, "root": {"level": "ERROR"}},
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _at.path.removeprefix("/"),
            "USER": _at.username,
            "PASSWORD": _at.password or "",
            "HOST": os.environ.get("PEER_DATABASE_HOST") or _at.hostname,
            "PORT": _at.port or "",
            "CONN_MAX_AGE": None,
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.sites",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "django.contrib.admin",
        "django.contrib.humanize",
        "rest_framework",
        "helpdesk",
    ],
    SITE_ID=1,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
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
    ],
    HELPDESK_TEAMS_MODE_ENABLED=False,
)
django.setup()

from django.urls import include, path  # noqa: E402 - Django reads these after its settings

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]


def application(environ, start_response):  # noqa: ANN001, ANN201 - WSGI
    """What gunicorn serves."""
    return _handler()(environ, start_response)


def _handler():  # noqa: ANN202 - Django's
    global _made  # noqa: PLW0603 - made once a process
    if _made is None:
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - after the settings

        _made = get_wsgi_application()
    return _made


_made = None


def prepare(people: int) -> list[dict[str, object]]:
    """Tables, a queue, and so many people signed in with a ticket each: their keys and numbers."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - after django.setup()
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415 - after the set-up
    from django.core.management import call_command  # noqa: PLC0415 - the same
    from helpdesk.models import Queue, Ticket  # noqa: PLC0415 - the same

    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(title="Customers", slug="customers", allow_public_submission=True)
    seats = []
    for number in range(people):
        user = User.objects.create(username=f"agent-{number}", is_staff=True, is_active=True)
        user.set_unusable_password()
        user.save()
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.create()
        ticket = Ticket.objects.create(
            title="A question", queue=queue, assigned_to=user, submitter_email="c@example.com"
        )
        seats.append(
            {
                "session": session.session_key,
                "csrf": secrets.token_hex(16),
                "ticket": ticket.pk,
                "queue": queue.pk,
            }
        )
    return seats


if __name__ == "__main__":
    json.dump(prepare(int(sys.argv[1])), sys.stdout)
