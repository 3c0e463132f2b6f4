"""The library: what a paper list says, what services know, and how the two are brought together."""
