"""What people get done in a real browser, against a real ``quxiang serve``."""
