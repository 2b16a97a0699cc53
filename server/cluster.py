"""The Elasticsearch cluster that the settings name, if they name one."""

from __future__ import annotations

from django.conf import settings

from search_index.engines.settings import ElasticsearchSettings, search_settings


def cluster() -> ElasticsearchSettings | None:
    """Return the cluster that searches, or None where the embedded engine does.

    Raises:
        BadSearchSettings: if the settings name neither.
    """
    return search_settings(
        settings.SEARCH_URL,
        settings.ELASTICSEARCH_API_KEY,
        settings.ELASTICSEARCH_CA_CERTS,
    )
