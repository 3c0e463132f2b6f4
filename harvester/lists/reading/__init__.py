"""Read the blocks of a list file into its mentions."""
