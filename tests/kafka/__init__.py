"""Kafka, on a real broker."""
