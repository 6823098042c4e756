"""How does it run? Settings, the clock, the command line, and the embedded process."""
