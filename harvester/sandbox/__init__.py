"""The services on loopback: real facts, made-up abstracts and counts, faults on demand."""

from harvester.sandbox.faults import Fault, Faults, parse_faults, random_plan
from harvester.sandbox.server import SandboxServer, serve_forever
from harvester.sandbox.world import PaperFacts, RepositoryFacts, World, load_world

__all__ = [
    "Fault",
    "Faults",
    "PaperFacts",
    "RepositoryFacts",
    "SandboxServer",
    "World",
    "load_world",
    "parse_faults",
    "random_plan",
    "serve_forever",
]
