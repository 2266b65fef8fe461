"""Where files are kept, out of one address."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from safeclose.storage.storage_url import SENTENCE, storage

FOLDER = Path("/srv/files")


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("s3://papers", {"bucket_name": "papers", "location": ""}),
        ("s3://papers/a/b/", {"bucket_name": "papers", "location": "a/b"}),
        (
            "s3://key:se%2Fcret@papers?endpoint=https://s3.example.com:9000&region=ca",
            {
                "access_key": "key",
                "secret_key": "se/cret",
                "bucket_name": "papers",
                "location": "",
                "endpoint_url": "https://s3.example.com:9000",
                "region_name": "ca",
            },
        ),
    ],
)
def test_an_s3_address_gives_the_options_of_a_bucket(url: str, options: dict[str, str]) -> None:
    assert storage(url, FOLDER) == {"BACKEND": "safeclose.storage.buckets.Bucket", "OPTIONS": options}


def test_no_address_means_the_folder() -> None:
    assert storage("", FOLDER) == {"BACKEND": "safeclose.storage.files.WholeFiles", "OPTIONS": {"location": FOLDER}}


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x",
        "papers",
        "s3://",
        "s3:///x",
        "s3://key@papers",
        "s3://key:@papers",
        "s3://papers:80",
        "s3://papers?endpoint=s3.example.com",
        "s3://papers?endpoint=ftp://s3.example.com",
        "s3://papers?color=red",
        "s3://papers?region",
        "s3://[papers",
    ],
)
def test_an_address_that_is_no_bucket_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        storage(url, FOLDER)
    assert str(refusal.value) == SENTENCE
