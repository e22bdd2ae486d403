"""The member list and the member form."""
