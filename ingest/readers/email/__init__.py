"""What `mail` needs: who wrote it, and the text without what programs added."""
