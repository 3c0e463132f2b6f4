"""Compare a mention with candidate records and give a verdict with its reason."""
