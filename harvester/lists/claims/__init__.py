"""Read what an entry claims: title, authors, dates and venues, links, placeholders.

The title first, since all else is told by its place beside it. `titles.find_title` looks in this
order and takes the first that stands there:

1. what stands in front is stepped over: numbers, emoji, dates, venues (`leads`), labels, tags;
2. people in front: a citation, its title behind them (`citations`);
3. a link, bold type, code or italics (`titles`), cut down to its words (`title_spans`);
4. words in quotes, or plain words up to the first link (`plain_titles`), less the authors beside
   them (`authors_after_title`);
5. where that is only a nickname, the title behind it (`nicknames`).

Then `links`, `placeholders`, `authors` (names by `author_names`) and `dates_and_venues` (their
forms by `date_forms`). `vocabulary` holds the words by which people label links and columns.
"""
