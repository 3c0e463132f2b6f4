"""Resolution measured as users meet it: whole lists, read by our own parser."""
