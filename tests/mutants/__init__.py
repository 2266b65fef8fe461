"""How many breaks of the code the tests notice."""
