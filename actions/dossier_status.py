"""Tell where a dossier stands: the first cut, by code, against the centre API."""

from __future__ import annotations

import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.centre_api import Dossier, DossierNotFound, DossierServiceUnavailable
from actions.decide import asks_about_procedure
from actions.decision import Status
from actions.facts import day
from actions.guarded import guarded
from actions.message import understood
from actions.result import result
from actions.services import Services, services
from actions.wording import Wording
from vietnamese.identifiers import dossier_codes

TAIL = 4  # how much of a code is repeated to the citizen


class ActionDossierStatus(Action):
    """Look the code up and say the state in one sentence."""

    def __init__(self, wired: Services | None = None) -> None:
        """Use *wired*, or the services of this process."""
        self._services = wired or services()

    def name(self) -> str:
        """Return the name that domain.yml uses."""
        return "action_dossier_status"

    @guarded
    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[EventType]:
        """Send one result, whatever the centre API answers."""
        said = understood(tracker.latest_message, datetime.datetime.now(datetime.UTC))
        wording = self._services.wording
        codes = dossier_codes(said.text)
        _, question, found = await self._services.searching.search(said.text)
        if not codes and asks_about_procedure(said, question, found):
            return [FollowupAction("action_answer_procedure")]
        status, reason = Status.DOSSIER, ""
        if not codes:
            lines, reason = [wording("dossier.no_code")], "no_dossier_code"
        else:
            try:
                dossier = await self._services.dossiers.fetch(codes[0])
            except DossierNotFound:
                lines, reason = [wording("dossier.not_found")], "dossier_not_found"
            except DossierServiceUnavailable:
                lines = [wording("dossier.unavailable")]
                status, reason = Status.ERROR, "dossier_service_unavailable"
            else:
                lines = sentences(dossier, wording)
            if len(codes) > 1:
                lines.append(wording("dossier.several"))
        dispatcher.utter_message(
            json_message=result(
                said,
                "dossier_status",
                status,
                parts=[{"kind": "text", "md": "\n".join(lines)}],
                found=found,
                reason=reason,
            )
        )
        return []


def sentences(dossier: Dossier, wording: Wording) -> list[str]:
    """Return what a code alone may tell, in plain sentences."""
    state = wording(f"dossier.state.{dossier.status}")
    lines = [wording("dossier.status", tail=dossier.code[-TAIL:], status=state)]
    if dossier.received_on:
        lines.append(wording("dossier.received", date=day(dossier.received_on)))
    if dossier.due_on:
        lines.append(wording("dossier.due", date=day(dossier.due_on)))
    if dossier.unit:
        lines.append(wording("dossier.unit", unit=dossier.unit))
    if dossier.sandbox:
        lines.append(wording("dossier.sandbox"))
    return lines
