"""What the kernel says of itself to `manage.py doctor`."""
