"""Papers from what the list and the services say: built, filled, joined. Pure."""
