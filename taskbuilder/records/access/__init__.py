"""Who may do what, and how the cloud lets us in: members, tokens of programs, accounts."""
