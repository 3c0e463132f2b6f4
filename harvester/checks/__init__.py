"""List and dataset compared: what the list says that is not so, or not so everywhere."""
