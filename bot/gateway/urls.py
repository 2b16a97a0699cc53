"""Addresses of the citizen's side."""

from django.urls import path

from bot.gateway import views

urlpatterns = [
    path("", views.chat_page, name="chat"),
    path("healthz", views.health, name="health"),
    path("api/chat/session", views.session, name="chat-session"),
    path("api/chat/messages", views.messages, name="chat-messages"),
    path("api/chat/history", views.history, name="chat-history"),
    path("api/chat/events", views.events, name="chat-events"),
]
