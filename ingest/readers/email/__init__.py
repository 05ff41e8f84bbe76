"""E-mail and mailboxes: who wrote it, and the text without what programs added."""
