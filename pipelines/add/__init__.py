"""The steps of `add`: which work is meant, what is known of it, where it belongs."""
