"""The demonstration and the generated tables of the documentation."""
