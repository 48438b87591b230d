"""Training of the bundled embedding model; never imported when searching."""
