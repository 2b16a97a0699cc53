"""Reply to messages that ask about no procedure: a fixed response for each kind."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import msgspec
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import names_outright
from actions.context import Context
from actions.conversation import chooses, continues
from actions.decide import asks_about_procedure
from actions.decision import Status
from actions.guarded import guarded
from actions.message import understood
from actions.result import result
from actions.services import Services, services
from vietnamese.identifiers import dossier_codes


@dataclass(frozen=True)
class Plain:
    """How one kind of message is answered: domain.yml holds the words."""

    kind: str
    status: Status
    response: str
    reason: str = ""


PLAIN = {
    "greet": Plain("small_talk", Status.SMALL_TALK, "utter_greet"),
    "thank": Plain("small_talk", Status.SMALL_TALK, "utter_thank"),
    "say_goodbye": Plain("small_talk", Status.SMALL_TALK, "utter_goodbye"),
    "ask_identity": Plain("small_talk", Status.SMALL_TALK, "utter_identity"),
    "ask_help": Plain("small_talk", Status.SMALL_TALK, "utter_help"),
    "chitchat": Plain("small_talk", Status.SMALL_TALK, "utter_chitchat"),
    "affirm": Plain("small_talk", Status.SMALL_TALK, "utter_what_next"),
    "deny": Plain("small_talk", Status.SMALL_TALK, "utter_what_next"),
    "ask_human": Plain("human", Status.HANDOVER, "utter_human", "wants_human"),
    "complain": Plain("complaint", Status.HANDOVER, "utter_complaint", "complaint"),
    "ask_personal_data": Plain(
        "personal_data", Status.HANDOVER, "utter_personal_data", "personal_data"
    ),
    "report_emergency": Plain("emergency", Status.REFUSED, "utter_emergency"),
    "ask_contact": Plain("contact", Status.ANSWERED, "utter_contact"),
    "ask_on_time_rate": Plain(
        "on_time_rate", Status.UNANSWERED, "utter_on_time_rate", "no_figures"
    ),
    "ask_out_of_scope": Plain("out_of_scope", Status.REFUSED, "utter_out_of_scope"),
    "ask_wrongdoing": Plain("out_of_scope", Status.REFUSED, "utter_wrongdoing"),
    "ask_other_person": Plain("out_of_scope", Status.REFUSED, "utter_other_person"),
    "ask_account": Plain(
        "out_of_scope", Status.UNANSWERED, "utter_account", "account_trouble"
    ),
    "speak_other_language": Plain(
        "out_of_scope", Status.REFUSED, "utter_other_language"
    ),
    "insult": Plain("abuse", Status.REFUSED, "utter_insult"),
    "nonsense": Plain("nonsense", Status.REFUSED, "utter_nonsense"),
    "ask_beyond": Plain("out_of_scope", Status.UNANSWERED, "utter_beyond", "beyond"),
}
SURE_FINAL = 0.8  # less sure, in the middle of a conversation, it may go on about that
# Kinds that no search result may overrule: people in need, and rights.
FINAL = {"report_emergency", "ask_human", "ask_personal_data", "complain"}
# Nor does the conversation: these are never read as a question about its topic.
ALWAYS = {"report_emergency", "ask_wrongdoing", "ask_other_person", "insult"}


class ActionPlainReply(Action):
    """Say the response for this kind of message."""

    def __init__(self, wired: Services | None = None) -> None:
        """Use *wired*, or the services of this process."""
        self._services = wired or services()

    def name(self) -> str:
        """Return the name that domain.yml uses."""
        return "action_plain_reply"

    @guarded
    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[EventType]:
        """Send the response, or leave the message to the action that knows better."""
        now = datetime.datetime.now(datetime.UTC)
        said = understood(tracker.latest_message, now)
        plain = PLAIN[said.intent]
        _, question, found = await self._services.searching.search(said.text)
        final = said.intent in FINAL
        if not final and dossier_codes(said.text):
            return [FollowupAction("action_dossier_status")]
        goes_on = continues(said, question) or chooses(said, question, found)
        if not final:
            goes_on = goes_on or asks_about_procedure(said, question, found)
        if said.intent in ALWAYS:
            goes_on = names_outright(found)
        if goes_on and (not final or said.confidence < SURE_FINAL):
            return [FollowupAction("action_answer_procedure")]
        dispatcher.utter_message(
            response=plain.response, hotline=self._services.wording.hotline
        )
        context = said.context
        if said.intent == "say_goodbye":
            context = Context()  # the next to write may be somebody else
        elif plain.status is not Status.SMALL_TALK:
            # Open choices are no longer in sight. People ask after the weather and go
            # on; what is asked of a thing outside the catalogue is a topic of its own.
            strange = plain.response == "utter_out_of_scope" and question.facets
            procedure = None if strange else context.procedure
            context = msgspec.structs.replace(context, choices=(), procedure=procedure)
        dispatcher.utter_message(
            json_message=result(
                said,
                plain.kind,
                plain.status,
                context=context,
                found=found,
                reason=plain.reason,
            )
        )
        return []
