"""All addresses of the web process."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("bot.gateway.urls")),
    path("", include("console.urls")),
    path("admin/", admin.site.urls),
]
