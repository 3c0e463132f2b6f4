"""Measure the index in shards by size, beside peers, and write what each size costs."""
