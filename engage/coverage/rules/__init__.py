"""What is shown about the whole and in which words, and to whom the carer lead may write."""
