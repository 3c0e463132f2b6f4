"""The nightly job: every step from the list file back to the list file."""
