"""The web chat's door: a message is stored before it is acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from bot.channels import web
from bot.channels.base import Arrived, BadMessage, pseudonym
from bot.gateway.health import health_report
from bot.gateway.stream import new_replies
from records import inbox, outbox
from records.models import Conversation

HEARTBEAT_SECONDS = 20.0
NO_SESSION = {"error": "no session"}


@require_safe
def chat_page(request: HttpRequest) -> HttpResponse:
    """Show the page with the widget."""
    return render(request, "chat.html", {"hotline": settings.HOTLINE})


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say which parts work; 503 when one does not."""
    report = health_report(timezone.now())
    return JsonResponse(report, status=200 if report["ok"] else 503)


@csrf_exempt  # foreign origins are refused below; there is no form to protect
@require_POST
def session(request: HttpRequest) -> HttpResponse:
    """Start or resume a conversation."""
    if not _same_origin(request):
        return JsonResponse({"error": "origin"}, status=403)
    known = web.read_session(request.COOKIES.get(web.COOKIE, ""))
    address = known or web.new_address()
    conversation = _conversation_at(address)
    messages = map(web.history_entry, outbox.history(conversation.pk))
    response = JsonResponse({"messages": list(messages)})
    response.set_cookie(
        web.COOKIE,
        web.sign(address),
        max_age=web.SESSION_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_COOKIES,
    )
    return response


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> JsonResponse:
    """Store a message, then acknowledge it."""
    if not _same_origin(request):
        return JsonResponse({"error": "origin"}, status=403)
    conversation = _conversation(request)
    if conversation is None:
        return JsonResponse(NO_SESSION, status=401)
    try:
        arrived = web.parse(request.body)
        text, choice = _words_and_choice(conversation, arrived)
    except BadMessage as exc:
        return JsonResponse({"error": str(exc)}, status=400)
    # Ids are the browser's: bound to the conversation, nobody can block another's.
    external_id = f"{conversation.pk}:{arrived.external_id}"
    new = inbox.accept(conversation, external_id, text, choice, timezone.now())
    return JsonResponse({"id": arrived.external_id, "new": new}, status=202)


@require_GET
def history(request: HttpRequest) -> JsonResponse:
    """Return what was said so far."""
    conversation = _conversation(request)
    if conversation is None:
        return JsonResponse(NO_SESSION, status=401)
    rows = map(web.history_entry, outbox.history(conversation.pk))
    return JsonResponse({"messages": list(rows)})


@require_GET
async def events(request: HttpRequest) -> HttpResponseBase:
    """Stream replies from the last one that the browser has seen."""
    conversation = await sync_to_async(_conversation)(request)
    if conversation is None:
        return JsonResponse(NO_SESSION, status=401)
    seen = request.headers.get("Last-Event-ID") or request.GET.get("after", "0")
    after = int(seen) if seen.isdecimal() and len(seen) < 19 else 0
    response = StreamingHttpResponse(
        _stream(conversation.pk, after), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-cache"
    response["X-Accel-Buffering"] = "no"
    return response


async def _stream(conversation_id: int, after: int) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    async with new_replies.listen(conversation_id) as news:
        while True:
            news.clear()
            for reply in await sync_to_async(outbox.replies)(conversation_id, after):
                after = reply.pk
                data = json.dumps(web.event(reply), ensure_ascii=False)
                yield f"id: {after}\nevent: reply\ndata: {data}\n\n"
            try:
                await asyncio.wait_for(news.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"


def _words_and_choice(
    conversation: Conversation, arrived: Arrived
) -> tuple[str, dict[str, object] | None]:
    if arrived.choice is None:
        return arrived.text, None
    pressed = outbox.choice_in(conversation.pk, *arrived.choice)
    if pressed is None:
        raise BadMessage("There is no such choice in this conversation.")
    return pressed


def _conversation(request: HttpRequest) -> Conversation | None:
    address = web.read_session(request.COOKIES.get(web.COOKIE, ""))
    return None if address is None else _conversation_at(address)


def _conversation_at(address: str) -> Conversation:
    key = pseudonym(settings.PSEUDONYM_KEY, web.CHANNEL, address)
    return inbox.conversation_for(web.CHANNEL, key)


def _same_origin(request: HttpRequest) -> bool:
    """Refuse requests that another site's page makes with a citizen's cookie."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
