"""GitHub over a world: REST, GraphQL, and repositories with pull requests."""
