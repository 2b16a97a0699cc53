"""Addresses of the staff's side that everybody may read."""

from django.urls import path

from console import report_page, template_page

urlpatterns = [
    path("bao-cao/", report_page.report_page, name="catalogue-report"),
    path(
        "bao-cao/mau-quyet-dinh.xlsx",
        template_page.import_template,
        name="import-template",
    ),
    path("bao-cao/linh-vuc.svg", report_page.report_chart, name="catalogue-chart"),
]
