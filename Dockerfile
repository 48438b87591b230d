# syntax=docker/dockerfile:1
# The service for operators: builds index and site from the checked content, serves both.
# No torch, no build tools, not root. See docs/deployment.md.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements/build-lock.txt requirements/lock.txt requirements/
RUN pip install --require-hashes --requirement requirements/build-lock.txt
RUN pip install --require-hashes --no-build-isolation --requirement requirements/lock.txt
COPY pyproject.toml README.md LICENSE mkdocs.yml search.toml ./
COPY LICENSES LICENSES
COPY indexer indexer
COPY kb_service kb_service
COPY site site
COPY content content
RUN pip install --no-deps --no-build-isolation --editable .
# where the site will be published: baked into its pages
ARG KB_BASE_URL=http://127.0.0.1:8000/
ARG KB_API_URL=
ARG KB_REPORT_URL=
ARG KB_OPERATOR=
RUN ldn-kb check && ldn-kb index && ldn-kb site

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
ARG KB_BASE_URL=http://127.0.0.1:8000/
ARG KB_API_URL=
ARG KB_REPORT_URL=
ENV KB_BASE_URL=$KB_BASE_URL KB_API_URL=$KB_API_URL KB_REPORT_URL=$KB_REPORT_URL KB_HOST=0.0.0.0
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin ldn
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["ldn-kb", "serve"]
