"""Shapes of what managers may do."""

from rest_framework.serializers import BooleanField

from safeclose.http.shapes import Shape


class VaultShape(Shape):
    """The switches of the vault."""

    share_deal = BooleanField(source="shareDeal")
    claim_deal = BooleanField(source="claimDeal")
    transfer_deal = BooleanField(source="transferDeal")
    transfer_documents = BooleanField(source="transferDocuments")
    transfer_deal_back = BooleanField(source="transferDealBack")
    archive_deal = BooleanField(source="archiveDeal")
    link_deals = BooleanField(source="linkDeals")
    upload_documents = BooleanField(source="uploadDocuments")
