"""The rules of secrets, which hold where a saved one would be used again."""

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.rules.rule import MOVED, VCN, Example, Rule
from taskbuilder.taskspec.secrets.split import MASK

SECRET_RULES = (
    Rule(
        "secret.destination",
        _("Plain sense"),
        _(
            "A saved secret is only sent to the server it was saved for: the scheme, host and port of the "
            "address beside it, or the IP address and port of a VCN server."
        ),
        _("The saved “%(field)s” was for %(address)s. Type it again for the new address."),
        Example(f"{VCN}/password", MASK, "open-sesame", MOVED),
        part="secrets",
    ),
)
