"""Markdown tables of figures."""


def table(columns, rows):
    """The first column is text, the others are figures."""
    lines = ["| " + " | ".join(columns) + " |", "|---|" + "--:|" * (len(columns) - 1)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def number(value, digits=0):
    return "" if value is None else f"{value:,.{digits}f}"
