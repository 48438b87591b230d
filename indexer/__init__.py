"""From documents to a checked, searchable artefact: content model, grammar, passages, index."""
