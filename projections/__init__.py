"""What do we know? The store, the figures, the metrics and the pages."""
