"""Routes for Clerk."""

from django.urls import path

from workspace.clerk.views import ClerkWebhooks

urlpatterns = [path("webhooks/clerk", ClerkWebhooks.as_view({"post": "create"}))]
