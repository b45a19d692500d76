"""`{% url %}` as all templates have it: an address is looked for once, not each time that it is drawn."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from taskbuilder.web.http.addresses import find_address_of

register = template.Library()


class AddressNode(URLNode):
    """Django's own, but for pages of a namespace: where those lead may depend on the page that asks."""

    def render(self, context: Context) -> str:
        page = self.view_name.resolve(context)
        if ":" in page:
            return super().render(context)
        address = self.find(context, page)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address

    def find(self, context: Context, page: str) -> str:
        """Empty where there is none and a template asks for it by `as`."""
        args = tuple(arg.resolve(context) for arg in self.args)
        named = tuple((name, value.resolve(context)) for name, value in self.kwargs.items())
        try:
            return find_address_of(page, args, named)
        except NoReverseMatch:
            if self.asvar:
                return ""
            raise


@register.tag("url")
def address(parser: Parser, token: Token) -> AddressNode:
    """Read as Django reads it."""
    node = url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
