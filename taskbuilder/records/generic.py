"""Classes of Django's that take types in brackets for the type checker alone."""

from types import new_class


def subscriptable(kind: type) -> type:
    """The class as one whose brackets say nothing where the program runs."""
    brackets = classmethod(lambda cls, _types: cls)
    return new_class(kind.__name__, (kind,), exec_body=lambda body: body.update(__class_getitem__=brackets))
