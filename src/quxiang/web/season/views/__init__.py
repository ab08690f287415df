"""Pages of the season: progress, one college, the calendar, what moves a deadline."""
