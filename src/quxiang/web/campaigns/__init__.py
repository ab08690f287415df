"""Campaigns of messages to graduates, and reminders to staff: who is told what, once, and why.

Owns campaigns and who is in them. Messages and their channels are of notifications.
"""
