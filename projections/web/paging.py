"""A page of a long list: where it stands among all, and the addresses of its neighbours."""

from __future__ import annotations

from typing import NamedTuple

from sroki.projections.web.page import PAGE_SIZE, Page

_LARGEST = 1000


class Paging(NamedTuple):
    """Page `number` of a list of `total` rows, `size` to a page."""

    page: Page
    number: int
    size: int
    total: int

    @classmethod
    def of(cls, page: Page, total: int, usual: int = PAGE_SIZE) -> Paging:
        """What the address asks for, kept within what there is; `usual` is the size otherwise."""
        said = page.request.query_params
        size = min(_number(said.get("size"), usual), _LARGEST)
        last = max(1, -(-total // size))
        return cls(page, min(_number(said.get("page"), 1), last), size, total)

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1; 0 of an empty list."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    def shown(self) -> list[int | None]:
        """Page numbers to offer; None stands for those left out."""
        near = {1, self.pages, *range(self.number - 2, self.number + 3)}
        offered: list[int | None] = []
        for number in sorted(one for one in near if 1 <= one <= self.pages):
            if offered and offered[-1] is not None and number > offered[-1] + 1:
                offered.append(None)
            offered.append(number)
        return offered

    def link(self, number: int) -> str:
        return self.page.here(page=number if number > 1 else None)

    def as_json(self) -> dict[str, object]:
        """How the JSON forms tell it; `next` is the address of the next page, if there is one."""
        more = self.number < self.pages
        return {
            "total": self.total,
            "page": self.number,
            "pages": self.pages,
            "size": self.size,
            "next": self.page.as_file(".json", page=self.number + 1) if more else None,
        }


def _number(said: str | None, otherwise: int) -> int:
    """A positive number, if that is what was said."""
    plain = said is not None and said.isascii() and said.isdecimal() and len(said) < 9
    return (int(said) if said and plain else 0) or otherwise
