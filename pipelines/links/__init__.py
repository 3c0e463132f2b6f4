"""The job that looks at every link of the list."""
