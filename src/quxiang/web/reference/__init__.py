"""What a school lays over the shipped standards: code tables, minimum wages, holidays, figures."""
