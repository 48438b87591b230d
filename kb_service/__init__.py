"""The service: one artefact in, search, API and command line out."""
