"""The one list component: search, filters with counts, columns, saved views, bulk, export, keys.

An app describes a list (:class:`quxiang.web.lists.spec.ListSpec`) and renders ``lists/page.html``;
nothing else on the site draws a table of records.
"""
