"""Answer a question about a procedure from its record."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import Verdict, judge
from actions.context import Context
from actions.conversation import choice_by_words
from actions.decide import decide
from actions.decision import Decision, Status
from actions.guarded import guarded
from actions.message import ASK_PROCEDURE, Understood, understood
from actions.reference import compares
from actions.replies import compose, offered
from actions.result import result
from actions.searching import Searched
from actions.services import Services, services
from search_index.index import Index
from search_index.procedure import Procedure
from vietnamese.identifiers import dossier_codes
from vietnamese.working_days import TIME_ZONE

# A reply that NLU half takes for something else is not read into our question.
SURE_REPLY = 0.8
LONGEST_REPLY = 8  # content words of an answer to our question


def with_replacements(
    decision: Decision, index: Index, today: datetime.date
) -> Decision:
    """Name beside an abolished procedure those that took its place."""
    if decision.status is not Status.ANSWERED:
        return decision
    procedure = decision.procedures[0]
    if procedure.in_force(today):
        return decision
    found = tuple(filter(None, map(index.named, procedure.replaced_by)))
    return dataclasses.replace(decision, procedures=(procedure, *found))


class ActionAnswerProcedure(Action):
    """Find, decide, reply."""

    def __init__(self, wired: Services | None = None) -> None:
        """Use *wired*, or the services of this process."""
        self._services = wired or services()

    def name(self) -> str:
        """Return the name that domain.yml uses."""
        return "action_answer_procedure"

    @guarded
    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[EventType]:
        """Send one result; a dossier code in the message is looked up instead."""
        now = datetime.datetime.now(datetime.UTC)
        said = understood(tracker.latest_message, now)
        if said.choice is None and dossier_codes(said.text):
            return [FollowupAction("action_dossier_status")]
        index, question, found = await self._search(said)
        mentioned = [said.context.procedure]
        mentioned += [choice.procedure for choice in said.context.choices]
        mentioned += [*said.context.recent, *question.ambiguous]
        if said.choice is not None:
            mentioned.append(said.choice.procedure)
        known: dict[str, Procedure] = {}
        for name in filter(None, mentioned):
            procedure = index.get(name)
            if procedure is not None:
                known[name] = procedure
        decision = decide(
            said,
            question,
            found,
            known,
            index.explained(question, known),
            index.named_share(question, said.context.recent),
        )
        today = now.astimezone(TIME_ZONE).date()
        decision = with_replacements(decision, index, today)
        parts = compose(decision, self._services.wording, today)
        answered = decision.status is Status.ANSWERED
        topic = decision.procedures[0].id if answered else None
        before = said.context
        context = Context(
            # A topic that was not answered drops the old one all the same: "thế còn
            # lệ phí?" after it must not tell the fee of something else.
            procedure=topic,
            facets=decision.facets,
            choices=offered(parts),
            at=now,
            recent=before.recent if topic is None else before.answered(topic),
            open="" if answered else said.text,
            asked_back=decision.status is Status.CLARIFY,
        )
        dispatcher.utter_message(
            json_message=result(
                said,
                "procedure",
                decision.status,
                parts=parts,
                context=context,
                facets=decision.facets,
                procedures=decision.procedures,
                found=found,
                reason=decision.reason,
            )
        )
        return []

    async def _search(self, said: Understood) -> Searched:
        """Search for what was said; if that is unsure, for it and the open question.

        "Mẹ em mất thẻ, xin lại ở đâu?" – "Thẻ bảo hiểm y tế ạ": only both together
        name a procedure.
        """
        searching = self._services.searching
        alone = await searching.search(said.text)
        topic = alone.build.get(said.context.procedure or "")
        if topic is not None and compares(said.text):
            # "Khác gì với cấp lại?": of the same thing.
            return await searching.search(f"{said.text} {topic.name}")
        asked = said.about_procedures
        unsure = judge(alone.found, asked) is not Verdict.ANSWER
        if said.intent == ASK_PROCEDURE and asked < SURE_REPLY:
            return alone
        if not (said.context.open and unsure and 0 < _words(alone) <= LONGEST_REPLY):
            return alone
        if choice_by_words(said, alone.question, alone.found) is not None:
            return alone
        together = await searching.search(f"{said.context.open}. {said.text}")
        if judge(together.found, asked) is Verdict.REFUSE:
            return alone
        return alone._replace(found=together.found)


def _words(searched: Searched) -> int:
    return len(searched.question.content.folded)
