"""One pydantic class for each object of the reference, and one for each kind where kinds differ."""
