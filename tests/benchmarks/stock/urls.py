"""The one route: POST /notes/ inserts a row."""

from typing import ClassVar

from django.http import HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet

from tests.benchmarks.stock.models import Note


class NoteSerializer(serializers.ModelSerializer[Note]):
    class Meta:
        model = Note
        fields: ClassVar = ["id", "subject", "said", "at"]


class NoteViewSet(ModelViewSet[Note]):
    """As in the tutorial."""

    queryset = Note.objects.all()
    serializer_class = NoteSerializer
    throttle_scope = "notes"


router = DefaultRouter()
router.register("notes", NoteViewSet)
urlpatterns = [path("ready", lambda _: HttpResponse()), *router.urls]
