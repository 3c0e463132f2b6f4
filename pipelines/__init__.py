"""The jobs: one module per step, and the command line."""
