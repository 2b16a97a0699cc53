"""The detail record of the national portal's interface, as it comes over the wire.

Only the keys that we read; others are ignored. What may be left out or null has a
default, what has another type is an error that names its path.
"""

from __future__ import annotations

import msgspec

from search_index.importers.base import Text


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of all parts: keys in camelCase."""


class Named(Wire, frozen=True):
    """Something with a name and often a code: a sector, a law, a unit, a subject."""

    name: Text | None = None
    code: Text | None = None


class Step(Wire, frozen=True):
    """One step; the name is mostly empty."""

    name: Text | None = None
    description: Text | None = None


class PortalFee(Wire, frozen=True):
    """A fee; 0 stands for "free" and for "nobody filled it in"."""

    value: float | None = None
    description: Text | None = None
    currency_name: Text | None = None


class ExecutionMethod(Wire, frozen=True):
    """One channel with its limit and fees."""

    submission_method: Text
    processing_time: float | None = None
    processing_time_unit: Text | None = None
    description: Text | None = None
    fees: tuple[PortalFee, ...] | None = None


class Attachment(Wire, frozen=True):
    """The file of a form."""

    file_name: Text | None = None


class ProfileComponent(Wire, frozen=True):
    """One paper; `is_processing_result` marks what the citizen gets, not brings."""

    name: Text | None = None
    original_qty: int | None = None
    copy_qty: int | None = None
    required: bool | None = None
    is_processing_result: bool | None = None
    attachments: tuple[Attachment, ...] | None = None


class ExecutionCase(Wire, frozen=True):
    """One case with its papers."""

    name: Text | None = None
    profile_components: tuple[ProfileComponent, ...] | None = None


class ProcessingDay(Wire, frozen=True):
    """A limit of a case."""

    qty: float | None = None
    type: Text | None = None


class PortalCase(Wire, frozen=True):
    """The same cases told once more, with a limit and a code ("1.005095.01")."""

    name: Text | None = None
    processing_day: ProcessingDay | None = None


class Proposal(Wire, frozen=True):
    """The decision that published the procedure; the date in milliseconds."""

    proposal_number: Text | None = None
    decision_date: int | None = None
    issuing_agency: Named | None = None


class Formality(Wire, frozen=True):
    """One procedure."""

    code: Text
    name: Text
    id: Text | None = None
    decision_no: Text | None = None
    execution_steps: tuple[Step, ...] | None = None
    execution_methods: tuple[ExecutionMethod, ...] | None = None
    execution_cases: tuple[ExecutionCase, ...] | None = None
    cases: tuple[PortalCase, ...] | None = None
    is_ward: bool | None = None
    is_province: bool | None = None
    is_ministry: bool | None = None
    is_other_agency: bool | None = None
    is_full_process: bool | None = None
    is_non_territorial: bool | None = None
    categories_details: tuple[Named, ...] | None = None
    legal_basises_details: tuple[Named, ...] | None = None
    results_details: tuple[Named, ...] | None = None
    subject_types_details: tuple[Named, ...] | None = None
    departments_executing: tuple[Named, ...] | None = None
    executing_agencies: Text | None = None
    delegated_agencies: Text | None = None
    dossier_receiving_addresses: Text | None = None
    requirements_and_conditions: Text | None = None
    procedure_proposal: Proposal | None = None
