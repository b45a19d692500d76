"""Model fields that store JSON exactly as it was written, and secrets sealed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partialmethod
from typing import TYPE_CHECKING, TypeVar, cast

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query_utils import DeferredAttribute

from taskbuilder.records.encryption import seal, unseal
from taskbuilder.records.form_fields import ExactJSONFormField, SecretFormField
from taskbuilder.records.generic import subscriptable
from taskbuilder.taskspec.json_value import JsonValue

if TYPE_CHECKING:
    from django.db.models import Field
else:
    Field = subscriptable(models.Field)

EMPTY = "{}"
AnyField = Field[object, object]
Value = TypeVar("Value")


@cache
def fields_of(model: type[models.Model]) -> Mapping[str, AnyField]:
    """The fields of a model that are columns, by name."""
    return {field.name: field for field in model._meta.concrete_fields}


class StoredText(Field[Value, Value]):
    """A column of text that holds another value."""

    def get_internal_type(self) -> str:
        return "TextField"


def storable_text(text: object, *, limit: int) -> str:
    """Text that both databases can store: no NUL, no lone surrogate, at most `limit` characters."""
    whole = str(text).replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= limit else f"{whole[: limit - 1]}…"


def write(value: object) -> str:
    """JSON as it is stored: there may be a million of them, so without blanks."""
    return json.dumps(value, separators=(",", ":"))


class ExactJSONField(StoredText[Value]):
    """JSON as ASCII text: keeps members in order, and takes NUL and lone surrogates, which jsonb refuses."""

    empty_values = [None]

    formfield = partialmethod(models.Field.formfield, form_class=ExactJSONFormField)

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> JsonValue:
        loaded: JsonValue = None if value is None else json.loads(value)
        return loaded

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else write(value)

    def value_to_string(self, obj: models.Model) -> Value:  # type: ignore[override]  # as of Django's JSONField
        """A dump of the database holds the value itself."""
        return self.value_from_object(obj)


@dataclass(frozen=True)
class Sealed:
    """A secret as the database holds it, not opened yet."""

    token: str = field(repr=False)


class SealedAttribute(DeferredAttribute):
    """Opens a secret when first asked for it: a list of rows opens none, an unreadable one breaks none."""

    field: "SealedField[object]"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> object:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = self.field.open(value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        """Makes this a data descriptor, so that reading always comes by here."""
        instance.__dict__[self.field.attname] = value


class SealedField(StoredText[Value]):
    """What both encrypted fields share; a row saved unopened keeps its token."""

    descriptor_class = SealedAttribute
    formfield = partialmethod(models.Field.formfield, form_class=SecretFormField, required=False, strip=False)

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Sealed | str | None:
        return Sealed(value) if value else value

    def open(self, sealed: Sealed) -> Value:
        """The secret itself."""
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        held = model_instance.__dict__.get(self.attname)
        return held if isinstance(held, Sealed) else super().pre_save(model_instance, add)

    def get_lookup(self, lookup_name: str) -> None:
        """No lookup: equal secrets have different tokens, so that none could match."""
        return

    def save_form_data(self, instance: models.Model, data: object) -> None:
        """An empty control leaves the saved secret as it is."""
        if data:
            setattr(instance, self.attname, data)

    def value_from_object(self, obj: models.Model) -> Value:
        """The secret unopened, as a form needs no more than to know that there is one."""
        return cast("Value", obj.__dict__.get(self.attname))

    def value_to_string(self, obj: models.Model) -> str:
        """A dump of the database holds the token."""
        return str(self.get_prep_value(self.pre_save(obj, add=False)))


class EncryptedTextField(SealedField[str]):
    """Text, encrypted where stored; the empty string means none and is stored as it is."""

    def open(self, sealed: Sealed) -> str:
        return unseal(sealed.token)

    def get_prep_value(self, value: Sealed | str | None) -> str | None:
        if isinstance(value, Sealed):
            return value.token
        return seal(value) if value else value


class EncryptedJSONField(SealedField[Value]):
    """Any JSON value, encrypted where stored; an empty object hides nothing and is stored as it is."""

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Sealed | str | None:
        return cast("str", {}) if value == EMPTY else super().from_db_value(value, expression, connection)

    def open(self, sealed: Sealed) -> Value:
        value: Value = json.loads(unseal(sealed.token))
        return value

    def get_prep_value(self, value: object) -> str | None:
        if isinstance(value, Sealed):
            return value.token
        if value in (None, {}):
            return None if value is None else EMPTY
        return seal(write(value))
