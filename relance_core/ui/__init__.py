"""What the pages are made of: the espace in use, the frame around a page, tables and charts."""
