"""Shapes of what managers may do."""

from typing import Any

from rest_framework import serializers


class Vault(serializers.Serializer[Any]):
    """The switches of the vault."""

    shareDeal = serializers.BooleanField()
    claimDeal = serializers.BooleanField()
    transferDeal = serializers.BooleanField()
    transferDocuments = serializers.BooleanField()
    transferDealBack = serializers.BooleanField()
    archiveDeal = serializers.BooleanField()
    linkDeals = serializers.BooleanField()
    uploadDocuments = serializers.BooleanField()
