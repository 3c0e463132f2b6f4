"""Papers built, filled, joined."""
