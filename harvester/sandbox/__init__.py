"""The services on loopback: real facts, made-up abstracts and counts, faults on demand."""
