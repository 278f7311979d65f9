"""What pages and files of a demonstration say of its figures: that they are made up."""

#: What stands above every page, and on standard error of every command that shows figures.
MADE_UP_NOTICE = "A demonstration: these figures, returns and challenges are made up. Quote none of them."


def as_at_words(text: str, *, is_made_up: bool) -> str:
    """What follows "As at" on a page and in a file; every exhibit and every pack has it, so all of them say so."""
    return f"{text}; made up, for a demonstration" if is_made_up else text
