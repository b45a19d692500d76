"""Taking filtered lists of submissions away as files."""
