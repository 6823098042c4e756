"""Sroki: legal deadlines of municipal services, live.

The rooms are packages of their own, each answering one question:

- ``sroki.events``: what happened?
- ``sroki.workflows``: what should happen?
- ``sroki.monitors``: what should have happened by now?
- ``sroki.projections``: what do we know?
- ``sroki.deploy``: how does it run?

Dependencies point one way: deploy -> monitors | projections -> workflows -> events.
"""

__version__ = "0.1.0"
