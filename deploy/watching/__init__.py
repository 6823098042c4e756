"""The files by which others watch: rules of Prometheus, dashboards of Grafana.

    python -m sroki.deploy.watching [FOLDER]

They are described here, where they can be read and typed, and written to `deploy/prometheus` and
`deploy/grafana`, where they are used. A test holds the two together.
"""
