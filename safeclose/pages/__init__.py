"""The base of the pages for people: a shell, a stylesheet, headers, two languages.

A page is a static shell with a script that calls the public API. The shell uses no database and does not depend on the
token or id in its address.

A new page, `/thing/<name>`:

1. A route: `path("thing/<name>", Shell.as_view(template_name="app/thing.html"))` (`views.py`). With
   `asks_for_a_person=True` Cloudflare Turnstile may be loaded, where it is configured. The prefix is one that
   `safeclose.http.errors.is_page` knows.
2. A template that extends `pages/shell.html` and fills its blocks `title`, `noscript`, `styles`, `scripts`, `main`.
   Inside `main` each screen is a `<section data-screen="name" hidden>` with a heading `<h1 tabindex="-1">` (the first
   to be shown has no `hidden`). An element gets its words from `data-say="key"`, its label from
   `data-say-label="key"`. Files are named with Django's `{% static %}`, which adds a hash of their content.
3. A file of words, `Safeclose.words({en: {key: "…"}, fr: {key: "…"}})`, and a script, which is loaded after it:

   - `Safeclose.say(key, {name: …})`: the words in the language of the page; with `count`, `key.one` or `key.other`.
   - `Safeclose.translate(root)`: words for all elements in it; done by itself on start and on each change of language.
   - `Safeclose.language()`, `Safeclose.speak("fr")`, `Safeclose.onLanguage(fn)`: called after it was changed, by the
     reader or by `speak`. Nothing is loaded anew then, so the place and what was typed are kept.
   - `await Safeclose.call("POST", path, body)`: `{status, body}` of an answer below 500 that is no 429 (`body` may be a
     FormData with files); otherwise
     throws a `Safeclose.Trouble`, whose `words()` is a sentence for a person. `body` is JSON or text. A Trouble of the
     kind `told` says the sentence that it was made with, such as one that the API answered.
   - `Safeclose.show(name)`: this screen and no other; its heading is focused (or the element that the section's
     `data-heading` names). A container with `data-screens` is hidden while none of its screens is shown.
     `Safeclose.screen()`: which it is.
   - `Safeclose.press(button, async () => …)`: what a button does; while it runs, further presses do nothing. A
     Trouble is shown in the `[data-trouble]` (an element with `role="alert"`) of the button's screen.
   - `throw Safeclose.mark(field, "name")`: the field is marked and focused, and `trouble.name` of the words is shown.
   - `Safeclose.tell(words)`: the same place, without a press; `Safeclose.announce(words)`: for screen readers alone.
   - `Safeclose.moment(iso)`, `Safeclose.time(iso)`: date and time with its zone, or the time alone.
   - `Host.tell("signed")`: what happened, for the page around a frame (`static/pages/host.js`).
   - `Safeclose.path(url)`: path and query of an address of the API. Pages ask no one but their own origin.

No style attribute and no inline script: the content security policy refuses them. `element.style.…` in a script is
allowed.
"""
