# syntax=docker/dockerfile:1
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/runtime.txt requirements/
RUN /venv/bin/pip install --require-hashes -r requirements/runtime.txt
COPY . .
# The static files are part of the image; the values given here are for this one command and reach no running container.
RUN SITE_URL=https://build.invalid SECRET_KEY=unused-while-collecting-static-files-and-long-enough-so REDIS_URL=redis://unused \
    EMAIL_URL=consolemail:// STATIC_ROOT=/app/static-collected RUN_DIR=/tmp/build \
    /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m compileall -q /venv/lib mentorship programs matching agreements meetings evaluation

FROM python:3.11.14-slim-bookworm
# What WeasyPrint sets pages with: text layout, font subsets, one font; in the versions of this Debian.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --uid 10001 mentorship \
    && install -d -o mentorship -g mentorship /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    RUN_DIR=/data \
    STATIC_ROOT=/app/static-collected
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "mentorship.probe"]
CMD ["gunicorn", "mentorship.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
