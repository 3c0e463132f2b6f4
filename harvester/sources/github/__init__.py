"""Ask GitHub about repositories: GraphQL with a token, REST without."""
