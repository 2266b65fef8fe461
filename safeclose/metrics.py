"""What is counted for Prometheus as requests and jobs end; `health/metrics_view.py` answers with it."""

import os

if _folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    os.makedirs(_folder, exist_ok=True)  # the library, when it is imported, expects it to be there

from prometheus_client import Counter, Histogram

REQUEST_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
JOB_BUCKETS = (0.1, 0.5, 1, 5, 15, 60, 300)

requests = Counter("safeclose_requests", "Requests answered.", ["method", "route", "status"])
request_seconds = Histogram(
    "safeclose_request_seconds", "Time until a request was answered.", ["method", "route"], buckets=REQUEST_BUCKETS
)
job_seconds = Histogram(
    "safeclose_job_seconds", "Time that jobs took, by outcome (done, failed).", ["task", "outcome"], buckets=JOB_BUCKETS
)


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Counts one answer to a method of known_method."""
    requests.labels(method, route, str(status)).inc()
    request_seconds.labels(method, route).observe(seconds)


def known_method(method: str | None) -> str:
    """Methods that nobody defined are one, since callers choose them."""
    return method if method in METHODS else "other"
