"""Read the blocks of a list file into its mentions.

The order of the steps, all called from `parse.parse`:

1. `formats.view_of` gives other markups as Markdown; `markdown.parser.read_blocks` cuts it into
   blocks with their inline elements.
2. `parse.walk_blocks` takes block after block; `walk.Walk` holds the sections above and what was
   read so far. By kind of block: `headings` (sections, and headings that are titles), `parse`
   (list items), `paragraphs`, `tables`, `html_blocks`.
3. What belongs to one entry: `field_lists` (fields below a title), `line_kinds` (running text, rows
   of links), `split_entries` (several works in one stretch).
4. `entry.read_entry` reads one entry's stretches: title, links, authors, date, event, tags from
   `harvester.lists.claims`, then whether it is a paper, a repository or a dataset.
5. `back_references` ties names and repeats to the entries they mean.

Later, with the papers that are known: `forms.learn_forms` and `forms.read_again`.
"""
