"""Data sets that a list names: what catalogues, their own pages and their papers say of them."""
