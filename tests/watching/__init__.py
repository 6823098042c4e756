"""Watching from outside: rules, alerts, dashboards, the chain that carries them."""
