"""Campaigns of faults and broken lists against the whole program."""
