"""Which index of a cluster is in service: an alias tells, and old ones are deleted.

Searches never go through the alias: each build of ours names the index that holds its
rows. The alias tells people and monitors, and the builder, which index to keep.
"""

from __future__ import annotations

import logging
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from search_index.engines.base import IndexNotBuilt
from search_index.engines.elasticsearch_client import FAILURES, why
from search_index.engines.elasticsearch_mapping import Names

log = logging.getLogger(__name__)


class InService:
    """The alias of a prefix and the indexes behind it."""

    def __init__(self, client: Elasticsearch, names: Names) -> None:
        """Look after the indexes that *names* calls; nothing is asked yet."""
        self._client = client
        self._names = names

    def targets(self) -> list[str]:
        """Return what the alias points to."""
        try:
            return sorted(self._client.indices.get_alias(name=self._names.alias).body)
        except NotFoundError:
            return []

    def refuse_index_for_alias(self) -> None:
        """Refuse a prefix that somebody else's index is called.

        Raises:
            IndexNotBuilt: naming it and the setting.
        """
        alias = self._names.alias
        if self._client.indices.exists(index=alias) and not self.targets():
            raise IndexNotBuilt(
                f"elasticsearch: {alias} is an index there, not an alias:"
                " choose another prefix in SEARCH_URL"
            )

    def switch(self, index: str) -> list[str]:
        """Let the alias point to *index*, in one step; return where it pointed before.

        That is left as it is, whatever its mapping version.

        Raises:
            IndexNotBuilt: if the cluster refuses; the alias stays where it is.
        """
        alias = self._names.alias
        try:
            before = self.targets()
            actions: list[dict[str, Any]] = [
                {"remove": {"index": old, "alias": alias}} for old in before
            ]
            actions.append({"add": {"index": index, "alias": alias}})
            self._client.indices.update_aliases(actions=actions)
        except FAILURES as exc:
            raise IndexNotBuilt(
                f"elasticsearch: the alias {alias} was not switched: {why(exc)}"
            ) from exc
        return before

    def drop_older(self, index: str, kept: list[str]) -> None:
        """Delete our indexes older than *index* but for *kept*; never fails.

        That includes what builds left that died. Indexes of another mapping version
        or prefix are never touched. What cannot be deleted now goes the next time.
        """
        try:
            held = self._client.indices.get_settings(
                index=self._names.pattern, filter_path="*.settings.index.uuid"
            )
            for name in sorted(held.body):
                older = self._names.is_ours(name) and name < index
                if older and name not in kept:
                    self._client.indices.delete(index=name)
        except FAILURES as exc:
            log.warning("old indexes in elasticsearch were not deleted: %s", why(exc))

    def drop(self, index: str) -> None:
        """Delete *index* if it is there; never fails."""
        try:
            self._client.options(ignore_status=404).indices.delete(index=index)
        except FAILURES as exc:
            log.warning("%s in elasticsearch was not deleted: %s", index, why(exc))
