"""The back office's frame: what every app's `admin.py` is made of. It knows no app and no business word.

A new table, in the `admin.py` of its subject (imported by the app's own `admin.py`):

    @register(Thing)
    class Things(ReadOnly):
        list_display = ("id", "name")
        finds = {"a thing's number": exact(Thing, "id")}
        buttons = (Button("close", "Close", OPERATE, "Close it?", close),)

- `tables.Table`: a list that answers in a constant number of queries, however long it is. `ReadOnly`: nobody adds,
  changes or deletes a row by hand. What is done to a row is done by a `Button`, which calls an action.
- `searching`: what the search box of a list looks for; each of these needs an index.
- `buttons.Button`: asks first, needs a permission, is logged. `buttons.Look`: a page or a file that is only read.
- `panels.Panel`: a small table on a row's page.
- `figures.first_page_figures`: numbers and charts on the first page, which the app's `contributions.py` adds.
"""
