"""Whose electronic seals a school trusts, and certificates of units that seal what we issue.

Owns trusted certificates with their basis, the installation's own authority, units' certificates
with sealed keys. Does not own how a seal is verified or made (``quxiang.seals``), nor what is
sealed. A seal of our own proves where a file comes from, and is no stamp of anybody.
"""
