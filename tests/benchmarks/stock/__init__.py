"""What someone would write instead: Django and Django REST framework as their documentation shows them."""
