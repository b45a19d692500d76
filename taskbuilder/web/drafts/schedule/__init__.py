"""What the schedule's step shows beside its form."""
