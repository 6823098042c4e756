"""The read models: what the pages and the gauges ask of the store, each in one snapshot."""
