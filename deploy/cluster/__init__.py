"""The distributed shell: how a partition of the log is advanced, swept and relayed."""
