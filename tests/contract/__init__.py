"""The shapes that sources rely on, asked of real services, of the sandbox, of recorded answers."""
