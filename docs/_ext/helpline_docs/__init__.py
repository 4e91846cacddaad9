"""What the pages do not say by hand: tables, figures, drawings and country pages, made when the documentation is built."""
