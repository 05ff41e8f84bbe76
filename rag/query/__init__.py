"""Questions put so that they can be looked up: made whole, taken apart, reworded by a model."""
