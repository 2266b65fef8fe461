"""The base of the back office, which every app's `admin.py` uses.

A new table, in the `admin.py` of its subject (imported by the app's own `admin.py`):

    @register(Thing)
    class Things(ReadOnly):
        list_display = ("name", "status", "id")
        states = {"status": States(THING.kinds)}
        finds = {"a thing's number": exact(Thing, "id")}
        buttons = (Button("close", "Close", OPERATE, "Close it?", close),)

- `tables.Table`: a list with a constant number of queries, however long it is. `ReadOnly`: rows can't be added,
  changed or deleted by hand. A `Button` calls an action on a row.
- `badges.States`: a column with a state, shown as a badge in the list and on the page.
- `searching`: what the search box of a list finds; each lookup needs an index.
- `buttons.Button`: asks for confirmation, needs a permission, is logged. `buttons.Look`: a page or a file to read.
- `panels.Panel`: a small table on a row's page.
- `figures.first_page_figures`: numbers and charts on the first page, which the app's `contributions.py` adds.
"""
