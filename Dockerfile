# Stage 1 builds the wheel and installs it, alone, into an environment that stage 2 takes over as it is.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mockserver mockserver
COPY fixtures fixtures
# Spyne comes as source: built in isolation, whatever the base has installed.
RUN pip wheel --use-pep517 --quiet --disable-pip-version-check --no-cache-dir --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/listrak-mock \
    && pip --python /opt/listrak-mock install --quiet --disable-pip-version-check --no-index --find-links /wheels listrak-mock

FROM python:3.13-slim
COPY --from=build /opt/listrak-mock /opt/listrak-mock
# The file system may be read-only: nothing is written, bytecode included.
ENV PATH=/opt/listrak-mock/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# A number, so that an orchestrator can see that it isn't root.
USER 10001:10001
WORKDIR /scenarios
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 CMD ["listrak-mock", "health"]
ENTRYPOINT ["listrak-mock"]
# All interfaces, because the container's loopback can't be published. Publish the port on the host's: -p 127.0.0.1:8080:8080
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
