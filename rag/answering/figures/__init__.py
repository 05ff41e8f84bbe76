"""What several sentences state of one figure, date or office, told apart by when they said it."""
