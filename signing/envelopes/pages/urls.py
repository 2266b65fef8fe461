"""Routes of pages for signers. No view of these sees the token: the script on the page gives it to the API."""

from django.urls import path

from safeclose.pages.views import Shell

urlpatterns = [
    path(
        "sign/<token>",
        Shell.as_view(template_name="signing/page.html", asks_for_a_person=True),
        name="signing-page",
    ),
]
