"""Makes the tables in DATABASE_URL, and a user; prints the user's token."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.stock.settings"
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from rest_framework.authtoken.models import Token

    call_command("migrate", run_syncdb=True, verbosity=0)
    sys.stdout.write(Token.objects.create(user=User.objects.create(username="somebody")).key)
