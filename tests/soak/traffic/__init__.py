"""What the people of the soak do; each module is one kind of them."""
