"""What is metered: charges, posted by the rooms above and never changed afterwards."""
