"""What should happen? Editions, calendars, rulebooks, and the one date function."""
