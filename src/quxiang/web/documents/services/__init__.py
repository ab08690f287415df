"""Make documents; let them go along with their graduate."""
