"""A value of an object that is worked out when it is first asked for, and kept.

`functools.cached_property` does the same, but takes a lock each time before Python 3.12; of the
hundreds of values that one mention asks for, none is shared between threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 -- written as a decorator, like `property`
    """Decorates a method without arguments, whose value then stands in the object itself."""

    def __init__(self, work_out: Callable[..., T]) -> None:
        self._work_out, self._name = work_out, work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, one: None, owner: type) -> lazy[T]: ...
    @overload
    def __get__(self, one: object, owner: type) -> T: ...
    def __get__(self, one: object | None, owner: type) -> lazy[T] | T:
        if one is None:
            return self
        value = one.__dict__[self._name] = self._work_out(one)
        return value
