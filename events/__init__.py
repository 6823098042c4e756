"""What happened? The vocabulary of events, their envelope, and the one intake."""
