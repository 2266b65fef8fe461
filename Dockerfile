# One image for both processes: the web server (as it is), and the worker (`manage.py worker`).

FROM python:3.12-slim AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
# What settings may ask for besides: `--build-arg EXTRAS="local-model otel pkcs11"` (s3 and sentry are always there).
ARG EXTRAS=""
COPY requirements-production*.txt /requirements/
RUN set -e; for extra in "" $EXTRAS; do \
        /venv/bin/pip install --no-deps --require-hashes -r "/requirements/requirements-production${extra:+-$extra}.txt"; \
    done

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SAFECLOSE_VAR=/var/lib/safeclose \
    PROMETHEUS_MULTIPROC_DIR=/tmp/metrics
# For names in scripts that Typst's own fonts don't have; see FONT_PATHS in docs/settings.md.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 safeclose \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin safeclose \
    && install -d -o safeclose -g safeclose -m 0750 /var/lib/safeclose
COPY --from=builder /venv /venv
WORKDIR /srv/safeclose
COPY manage.py ./
COPY safeclose safeclose
COPY workspace workspace
COPY documents documents
COPY signing signing
COPY clickwrap clickwrap
RUN python -m compileall -q .
# By number, so that Kubernetes can tell that it is not root (runAsNonRoot).
USER 10001:10001
VOLUME /var/lib/safeclose
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "16", "--respawn-failed-workers", "--workers-kill-timeout", "20", "--no-ws", \
     "--log-level", "warning", "safeclose.wsgi:application"]
