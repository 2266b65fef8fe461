"""The page on which people accept, and the script that brings the same into anyone's page.

There is one thing that shows an agreement: the script. Our own page is a frame around it.
"""
