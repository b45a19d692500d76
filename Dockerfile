# One image for web, relay and worker: what it does is the command that it is started with.
FROM python:3.11-slim AS build
COPY requirements.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.txt

FROM python:3.11-slim
RUN useradd --system --uid 1000 --create-home taskbuilder
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY taskbuilder/ taskbuilder/
COPY templates/ templates/
COPY static/ static/
COPY docs/ docs/
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 TASKBUILDER_STATIC_ROOT=/static
# The keys are made up for this one command and not saved.
RUN TASKBUILDER_HOME=/tmp/home python manage.py collectstatic --noinput && rm -r /tmp/home
USER taskbuilder
EXPOSE 8000
CMD ["gunicorn", "--config", "python:taskbuilder.serving", "--bind", "0.0.0.0:8000", "taskbuilder.wsgi"]
