"""Read what an entry claims: title, authors, dates and venues, links, placeholders."""
