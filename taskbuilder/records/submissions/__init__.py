"""Submissions: made from drafts and from programs' requests, followed, and found again."""
