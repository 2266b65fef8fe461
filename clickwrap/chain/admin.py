"""Blocks of acceptances in the back office: evidence."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from clickwrap.chain.models import Block
from safeclose.backoffice.searching import number
from safeclose.backoffice.tables import ReadOnly


@admin.register(Block)
class Blocks(ReadOnly):
    """Links of the chains of acceptances."""

    list_display = ("organization", "seq", "at", "chain_hash", "id")
    joins = ("chain__organization",)
    fields = ("id", "chain_id", "seq", "at", "payload_hash", "prev_hash", "chain_hash")
    readonly_fields = fields
    finds = {"number": number(Block)}

    @admin.display(description="chain of")
    def organization(self, block: Block) -> str:
        return block.chain.organization.name

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Block]":
        """Without the payload, which may be large."""
        rows: QuerySet[Block] = super().get_queryset(request).defer("payload")
        return rows
