#!/usr/bin/env python
"""The command line of Safeclose: `manage.py help`."""

import atexit
import gc
import os
import sys

STOPPED = 130  # what shells say of a program that was ended by Ctrl-C


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeclose.settings")
    gc.set_threshold(50_000)  # new objects; with Python's 700 a fifth of the start is spent looking for garbage
    atexit.register(gc.freeze)  # the system frees all at once; looking for garbage first takes a third of `check`
    try:
        run()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(STOPPED)


def run() -> None:
    if sys.argv[1:2] == ["make_sealing_key"]:
        make_sealing_key()
        return
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"ImproperlyConfigured: {error}\n")
        sys.exit(1)


def make_sealing_key() -> None:
    """Without the settings, which name the file that this command makes."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from signing.management.commands.make_sealing_key import Command

    Command().run_from_argv(sys.argv)


if __name__ == "__main__":
    main()
