"""Paths of units and posts."""

from __future__ import annotations

from django.urls import path

from quxiang.web.orgs.views import firststeps, posts, units

app_name = "orgs"
urlpatterns = [
    path("begin/", firststeps.begin, name="begin"),
    path("begin/steps/", firststeps.steps, name="steps"),
    path("begin/cohort/", firststeps.first_cohort, name="first_cohort"),
    path("begin/message/", firststeps.test_message, name="test_message"),
    path("units/", units.units, name="units"),
    path("units/add/", units.add, name="add"),
    path("units/posts/add/", units.add_school_post, name="add_school_post"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/posts/add/", units.add_unit_post, name="add_unit_post"),
    path("units/<int:unit_id>/recorder/", units.take_over, name="take_over"),
    path("units/<int:unit_id>/reviewers/", units.group, name="group"),
    path("posts/<int:post_id>/", posts.post, name="post"),
    path("posts/<int:post_id>/fill/", posts.fill, name="fill"),
    path("appointments/<int:appointment_id>/end/", posts.end, name="end"),
    path("appointments/<int:appointment_id>/delegate/", posts.give, name="give"),
    path("me/delegations/", posts.delegations, name="delegations"),
]
