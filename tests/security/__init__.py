"""What holds against the whole product at once: no secret gets out, and no input brings it down."""
