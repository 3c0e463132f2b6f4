"""Lists broken on purpose: random text against the parser, single faults against the checks."""
