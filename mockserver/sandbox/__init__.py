"""The state of a world that answers calls: scripts, clock, journal."""
