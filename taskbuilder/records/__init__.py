"""What must not be lost: projects, drafts, the outbox and the history."""
