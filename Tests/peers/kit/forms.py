"""Reading a page as a browser without JavaScript does: its forms, links and `meta refresh`."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Form:
    """One form: where it goes, what it already holds, and what a person fills in."""

    action: str
    method: str
    inputs: list = field(default_factory=list)
    buttons: list = field(default_factory=list)

    def input(self, name):
        return next((one for one in self.inputs if one.get("name") == name), None)

    def has_type(self, kind):
        return any(one.get("type", "text") == kind for one in self.inputs)

    def hidden(self):
        """The pairs that go back unchanged."""
        return [(one["name"], one.get("value", "")) for one in self.inputs
                if one.get("type") == "hidden" and one.get("name")]

    def button(self, name, value=None):
        return next((one for one in self.buttons
                     if one.get("name") == name and (value is None or one.get("value") == value)), None)


class Page(HTMLParser):
    """The forms, links, labels and refresh of one HTML document."""

    def __init__(self, text, url):
        super().__init__(convert_charrefs=True)
        self.url, self.text = url, text
        self.forms, self.links, self.labels, self.refresh = [], [], [], None
        self.title, self.language, self.headings, self.words = "", None, [], []
        self._form, self._open = None, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = {name: value if value is not None else "" for name, value in attributes}
        if tag == "form":
            self._form = Form(urljoin(self.url, attributes.get("action") or self.url),
                              attributes.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in ("input", "select", "textarea"):
            self._add_input(attributes)
        elif tag == "button" and self._form is not None:
            self._form.buttons.append({"type": "submit", **attributes})
        elif tag == "a" and "href" in attributes:
            self.links.append(urljoin(self.url, attributes["href"]))
        elif tag == "label":
            self.labels.append(attributes.get("for"))
        elif tag == "html":
            self.language = attributes.get("lang")
        elif tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            _, _, target = attributes.get("content", "").partition("=")
            self.refresh = urljoin(self.url, target.strip().strip("'\""))
        if tag in ("title", "h1", "style", "script"):
            self._open.append(tag)

    def _add_input(self, attributes):
        if self._form is None:
            return
        if attributes.get("type") in ("submit", "image"):
            self._form.buttons.append(attributes)
        else:
            self._form.inputs.append(attributes)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data):
        inside = self._open[-1] if self._open else None
        if inside == "title":
            self.title += data
        elif inside == "h1":
            self.headings.append(data.strip())
        if inside not in ("style", "script"):
            self.words.append(data)

    @property
    def said(self):
        """The words on the page, in one line."""
        return " ".join(" ".join(self.words).split())

    def form_with(self, **wanted):
        """The first form with an input of that type (`type="password"`) or a button of that name (`button="decision"`)."""
        for form in self.forms:
            if "type" in wanted and form.has_type(wanted["type"]):
                return form
            if "button" in wanted and form.button(wanted["button"]):
                return form
        return None
