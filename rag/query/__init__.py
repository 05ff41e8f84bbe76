"""A question as it was meant: made whole, taken apart, with its days and outlets."""
