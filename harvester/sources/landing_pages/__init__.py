"""Landing pages of publishers, libraries and venues: what they say of the paper they show."""
