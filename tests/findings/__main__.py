"""Writes the pages of the findings, and takes away those that have none any more."""

from tests.findings import libraries, roots
from tests.findings.confirmed import PAGE, page
from tests.findings.pages import REPORTS, pages

written = pages(libraries(), roots())
for path in (REPORTS / "findings").glob("*.md"):
    if path not in written:
        path.unlink()
for path, text in written.items():
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(path.relative_to(REPORTS))

PAGE.write_text(page(), encoding="utf-8")
print(PAGE.name)
