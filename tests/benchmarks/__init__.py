"""Figures on real news; see `make bench`. Not part of the suite."""
