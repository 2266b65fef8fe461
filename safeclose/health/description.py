"""Probes in the API description: they are answered outside of Django REST framework."""

from typing import Any

from safeclose.health.probes import readiness_probes
from safeclose.http.schema import sentence as summary

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}


def add_probes(result: Schema, **_: Any) -> Schema:
    """A hook of drf-spectacular."""
    result["components"]["schemas"] |= {
        "Health": _object(ok={"type": "boolean", "const": True}, service=TEXT, ts={**TEXT, "format": "date-time"}),
        "Readiness": _object(ready={"type": "boolean"}),
    }
    parts = {name: {**TEXT, "description": f"The state of {name}."} for name in sorted(readiness_probes.all())}
    result["components"]["schemas"]["Readiness"]["properties"] |= parts
    result["components"]["securitySchemes"]["metricsToken"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "The setting `METRICS_TOKEN`.",
    }
    verbose = {
        "in": "query",
        "name": "verbose",
        "schema": TEXT,
        "allowEmptyValue": True,
        "description": "With any value, or none: the state of each part, too.",
    }
    figures = {"text/plain": {"schema": TEXT}}
    result["paths"] |= {
        "/health": _get("getHealth", "200 while the process runs.", {"200": _json("Health", "It runs.")}),
        "/ready": _get(
            "getReadiness",
            "200 when the database answers, else 503, within 2 seconds in any case.",
            {"200": _json("Readiness", "Ready."), "503": _json("Readiness", "Not ready.")},
            parameters=[verbose],
        ),
        "/metrics": _get(
            "getMetrics",
            "Figures in the text format of Prometheus.",
            {
                "200": {"description": "The figures.", "content": figures},
                "401": {"$ref": "#/components/responses/WordedNotSignedIn"},
                "404": {"$ref": "#/components/responses/WordedNotFound"},
            },
            security=[{"metricsToken": []}],
        ),
    }
    return result


def _get(name: str, sentence: str, responses: Schema, security: Any = (), **more: Any) -> Schema:
    words = {"operationId": name, "summary": summary(name), "description": sentence, "tags": ["Probes"]}
    return {"get": {**words, **more, "security": list(security), "responses": responses}}


def _json(name: str, sentence: str) -> Schema:
    return {
        "description": sentence,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
    }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": sorted(properties)}
