"""Writes the page of the findings."""

from tests.findings import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
print(PAGE.name)
