"""Dashboards of Grafana: described by the few parts they need, written out as Grafana's JSON.

parts     what a dashboard is made of: queries, panels, variables, annotations
now       «Сроки сейчас»: what burns, what will, by service, step and unit
period    «Показатели периода»: what was said and how long steps took
machine   «Поток и движок»: sources, intake, journal, the machine's own health
processes its row of a cluster: how far workers and gates are behind, how long things take them
"""

from sroki.deploy.watching.dashboards.machine import MACHINE
from sroki.deploy.watching.dashboards.now import NOW
from sroki.deploy.watching.dashboards.period import PERIOD

DASHBOARDS = {"sroki-now": NOW, "sroki-period": PERIOD, "sroki-machine": MACHINE}

__all__ = ["DASHBOARDS"]
