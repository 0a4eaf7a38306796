"""Forms, fields, headers and error pages."""
