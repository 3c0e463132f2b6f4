"""The job that asks people what only they can decide, and remembers their answers."""
