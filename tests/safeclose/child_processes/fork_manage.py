"""What `LoadedManage` starts: reads commands from stdin; answers with the process id and then the exit code of each."""

import gc
import json
import os
import sys
from importlib import import_module
from pkgutil import walk_packages

import django

import manage

OURS = ("safeclose", "workspace", "documents", "signing", "clickwrap")


def load() -> None:
    """All that commands import, also when they run; no fork may share a connection, and none is made here."""
    django.setup()
    for app in OURS:
        for module in walk_packages([app], f"{app}."):
            if not module.name.endswith(("__main__", "wsgi")) and ".migrations" not in module.name:
                import_module(module.name)
    gc.freeze()  # else a collection in a fork would touch, and so copy, all that it shares


def run() -> None:
    """The command; its process ends without taking down thousands of modules, which takes longer than most commands."""
    try:
        manage.main()
        code = 0
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def forked() -> bool:
    """Whether this is a child now, which has a command to run; False in the parent, at the end of its input."""
    answer(0)
    for line in sys.stdin:
        arguments, out, err = json.loads(line)
        child = os.fork()
        if child == 0:
            os.setsid()
            for number, path in enumerate((os.devnull, out, err)):
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
            sys.argv = ["manage.py", *arguments]
            return True
        answer(child)
        answer(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    return False


def answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeclose.settings")
    load()
    if forked():
        run()
