"""`python -m pipelines` is `harvester`."""

from pipelines.cli import main

main()
