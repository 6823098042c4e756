"""Kafka: its topics, how we speak to it, what goes in and what comes out."""
