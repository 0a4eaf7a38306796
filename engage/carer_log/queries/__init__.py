"""Reading the log of contacts, what was promised, and the carers of a team. Whose teams is asked in each statement."""
