"""Snapshots: the official figures of a period, frozen, numbered and chained.

reading, asked ── drawing.py ──► body: values, parts, readings, every observation behind them; the
                                 same journal gives the same
                                 and, apart from it, where it was read from
body ── recount.py ──► the figures again, from its observations alone
body + act ── shelf.py ──► record, chained to the one before             append-only
record + body + seal ── bundle.py ──► one file that verifies offline
"""
