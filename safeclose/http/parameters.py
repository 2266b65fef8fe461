"""Query parameters, as the API description names them."""

from drf_spectacular.utils import OpenApiParameter

# Of every list; what they do is in `safeclose.http.pagination`.
LIMIT = OpenApiParameter("limit", int)
PAGED = [OpenApiParameter("cursor"), LIMIT]
