"""The services that the sandbox serves, one module each, in the shapes of the real ones."""
