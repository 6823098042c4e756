"""What should have happened by now? Assessment, its differences, and the advancing partition."""
