"""Filling in a page's forms as a reader does: by the labels of their boxes and buttons."""

BOXES = ("selectbox", "multiselect", "text_area", "text_input", "date_input", "button_group")


def box(app, label):
    """The box whose label begins so; StopIteration where there is none."""
    return next(item for kind in BOXES for item in app.get(kind) if item.label.startswith(label))


def fill(app, **by_label):
    """`fill(app, What_does="Why?")`: write into each box, all in one run; `_` stands for a space in a label."""
    _write(app, by_label)
    app.run()
    assert not app.exception
    return app


def values(app):
    """What stands in every box, by its label."""
    return {item.label: item.value for kind in BOXES for item in app.get(kind)}


def buttons(app):
    """The labels of the buttons."""
    return [item.label for item in app.button]


def press(app, label, **by_label):
    """Write into boxes as `fill` does and press the button whose label begins so, all in one run."""
    _write(app, by_label)
    next(item for item in app.button if item.label.startswith(label)).click()
    app.run()
    assert not app.exception
    return app


def address(app):
    """The parameters of the address, each with the one value that it has."""
    return {name: found if isinstance(found, str) else "".join(found) for name, found in app.query_params.items()}


def _write(app, by_label):
    for label, value in by_label.items():
        box(app, label.replace("_", " ")).set_value(value)
