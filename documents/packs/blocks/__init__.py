"""The blocks forms are made of: one subject a module, its data next to its rules."""
