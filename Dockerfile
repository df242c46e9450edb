# Two stages: the first has what building needs, the second only what running needs.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
# What the bot needs, every hash checked, in an environment that has no pip of its own.
COPY requirements.lock ./
RUN python -m venv --without-pip /opt/dateline \
    && pip --python /opt/dateline install --require-hashes --only-binary :all: -r requirements.lock
# The build backend is pinned in the development lock; it stays behind in this stage.
COPY requirements-dev.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements-dev.lock
COPY pyproject.toml README.md ./
COPY bot ./bot
COPY handlers ./handlers
COPY storage ./storage
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && pip --python /opt/dateline install --no-deps --no-index /wheels/*.whl

FROM python:3.13-slim
ENV PATH=/opt/dateline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATELINE_DATABASE_URL=sqlite+aiosqlite:////data/dateline.db
# The uid is fixed, so that a volume keeps its owner from one image to the next.
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin dateline \
    && install --directory --owner dateline --group dateline --mode 0750 /data
COPY --from=build /opt/dateline /opt/dateline
USER 10001
WORKDIR /data
VOLUME /data
# The bot needs DATELINE_SHUTDOWN_SECONDS to finish what is under way: docker stop --timeout 30
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --retries=3 CMD ["dateline", "health"]
ENTRYPOINT ["dateline"]
CMD ["run"]
