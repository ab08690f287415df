"""What every app stands on and nothing of the domain: clock, moves, sealed values, refusals."""
