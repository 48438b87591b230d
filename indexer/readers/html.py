"""HTML to lines; written next."""
