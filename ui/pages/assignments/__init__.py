"""The page of the tasks given to members."""
