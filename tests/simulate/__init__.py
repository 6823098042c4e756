"""The simulated season, its planted truth, and the frozen table of due dates."""
