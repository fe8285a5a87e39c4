"""What is shown together: the implementations judged by one dialect, their findings, and where each has its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from conformance.results.page.causes import Cause, causes
from conformance.results.page.numbers import Numbers, Role, areas_shown
from conformance.spec.areas import OTHER, Area


@dataclass(frozen=True)
class Library:
    """One implementation: ``newest`` is its default profile, ``others`` are its other profiles and older versions.

    ``speed`` is a rate in answers a second, the adapter included.
    """

    newest: Numbers
    others: tuple[Numbers, ...] = ()
    speed: int | None = None

    @property
    def name(self) -> str:
        """Its name, without version and profile."""
        return self.newest.header.name

    @property
    def id(self) -> str:
        """Its name in addresses: one library may be judged in several roles."""
        role = self.newest.role
        return self.name if role in (Role.SDK, Role.RECORDING) else f"{role}-{self.name}"

    @property
    def versions(self) -> tuple[Numbers, ...]:
        """The default profile and the other versions, the oldest first."""
        others = [one for one in self.others if one.header.version != self.newest.header.version]
        return tuple(reversed([self.newest, *others]))

    @cached_property
    def causes(self) -> list[Cause]:
        """Why it fails."""
        return causes(self.newest)


@dataclass(frozen=True, slots=True)
class Defect:
    """A confirmed defect, with the page that shows a program for it."""

    library: str
    title: str
    severity: str
    address: str


@dataclass(frozen=True, slots=True)
class SharedDefect:
    """A cause that findings of several libraries share."""

    title: str
    libraries: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class Site:
    """The implementations of one page or of one folder of pages.

    ``missing`` says why an implementation has no results. ``dialects`` are the pages of other dialects. Where
    ``folder`` is ``None``, everything is in one file, and links are within it; ``part`` then keeps its places apart
    from those of other dialects in that file.
    """

    dialect: str
    says: str
    libraries: tuple[Library, ...]
    defects: Mapping[str, Sequence[Defect]] = field(default_factory=dict)
    shared: Sequence[SharedDefect] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    dialects: Mapping[str, str] = field(default_factory=dict)
    folder: str | None = None
    part: str = ""

    @cached_property
    def areas(self) -> list[Area]:
        """The columns of the table: areas without what is about nothing in particular."""
        return [area for area in self.all_areas if area.id != OTHER]

    @cached_property
    def all_areas(self) -> list[Area]:
        """Every area that was asked about."""
        return areas_shown([library.newest for library in self.libraries])

    def address(self, library: str, area: str = "") -> str:
        """Where the page, or the section, of an implementation is."""
        if self.folder is None:
            return f"#{self.place(library, area)}"
        return f"{self.folder}{library}.html{f'#{area}' if area else ''}"

    def place(self, library: str, section: str = "") -> str:
        """The ``id`` of a section of an implementation, or of the whole, where it is shown."""
        whole = f"{self.part}.{library}" if self.part else library
        if self.folder is not None:
            return section or whole
        return f"{whole}.{section}" if section else whole

    def inner(self, address: str) -> str:
        """An address from the landing view, as it is from the page of an implementation, one folder below."""
        return address if self.folder is None else f"../{address}"

    def of(self, role: Role) -> list[Library]:
        """The implementations of one role, the best first, the suite's own before all."""
        return sorted((one for one in self.libraries if one.newest.role is role), key=_rank)

    @property
    def payloads(self) -> int:
        """How many payloads are judged at most."""
        return max((one.newest.shares.correct.whole for one in self.libraries), default=0)


def _rank(library: Library) -> tuple[object, ...]:
    one = library.newest
    shares = [share.ratio for share in (one.shares.read, one.shares.sent) if share.ratio is not None]
    return not one.control, not shares, -min(shares, default=0.0), library.name


def libraries(judged: Iterable[Numbers], speeds: Mapping[str, int | None] | None = None) -> tuple[Library, ...]:
    """Implementations by role and name; the first of each is its default."""
    found: dict[tuple[Role, str], list[Numbers]] = {}
    for one in judged:
        found.setdefault((one.role, one.header.name), []).append(one)
    return tuple(
        Library(first, tuple(rest), None if role in (Role.SERVER, Role.CLIENT) else (speeds or {}).get(name))
        for (role, name), (first, *rest) in found.items()
    )
