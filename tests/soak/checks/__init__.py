"""What must hold after a soak. Each check yields sentences about what does not."""
