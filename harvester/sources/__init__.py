"""One file per service; `base` is their contract."""
