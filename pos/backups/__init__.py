"""Backups that prove themselves: checked, audited, locked for a key that is not here, and thinned out."""
