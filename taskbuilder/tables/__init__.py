"""Tables from files: spreadsheets, delimited text and JSON Lines, as people and camera vendors make them."""
