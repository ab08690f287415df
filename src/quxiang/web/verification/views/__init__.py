"""Pages of surveys and of the call desk."""
