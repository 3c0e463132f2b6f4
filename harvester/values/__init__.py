"""Parse, normalise, compare and print the values of records: identifiers, names, dates, text."""
