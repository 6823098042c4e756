"""The tests. Shared helpers are imported as ``tests.<module>``."""
