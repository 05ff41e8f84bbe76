"""Zip and tar files as folders of sources; members are counted while they are unpacked."""
