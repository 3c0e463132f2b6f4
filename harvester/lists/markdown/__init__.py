"""Parse Markdown into blocks and inline elements with exact character spans."""
