"""Where files lie: sealed, named by what they hold, in a folder or in an S3-compatible store."""
