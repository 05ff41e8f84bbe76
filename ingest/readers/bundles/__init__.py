"""What `bundles` needs: the members of zip and tar files, counted while they are unpacked."""
