# The steps below are also run without an engine by .ci/dockerfile-steps, which reads them from here.
FROM python:3.13-slim
WORKDIR /app
ENV DATA_DIR=/data HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
COPY requirements.txt .
RUN python3 -m pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --system --uid 1000 registry && mkdir -p /data && chown registry /data
USER registry
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD python3 -c "import os, socket; socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 5)"
CMD ["python3", "manage.py", "up"]
