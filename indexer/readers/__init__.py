"""Files of any accepted format to one neutral stream of lines."""
