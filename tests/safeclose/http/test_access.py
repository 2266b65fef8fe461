"""What permission classes keep with a request."""

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from safeclose.http.access import acts_across_organizations, keep_access, kept_access


@pytest.fixture
def request_() -> Request:
    return Request(APIRequestFactory().get("/"))


def test_a_view_has_what_the_permission_class_kept(request_: Request) -> None:
    keep_access(request_, 7)
    assert kept_access(request_, int) == 7
    assert not acts_across_organizations(request_)


def test_a_route_without_such_a_permission_class_is_a_fault(request_: Request) -> None:
    with pytest.raises(LookupError, match="No permission class of this route keeps int"):
        kept_access(request_, int)
    keep_access(request_, "seven")
    with pytest.raises(LookupError):
        kept_access(request_, int)


def test_the_claims_of_the_token_stay(request_: Request) -> None:
    request_.auth = "claims"
    keep_access(request_, 7, across_organizations=True)
    assert request_.auth == "claims"
    assert acts_across_organizations(request_)
