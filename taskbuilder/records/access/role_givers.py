"""Who can give somebody a role in a project, so that pages can name them."""

from django.contrib.auth.models import Permission, User
from django.db.models import Exists, OuterRef, Q

from taskbuilder.records.models import Member, Project, Role

MOST_NAMED = 3


def list_role_givers(project: Project, role: Role) -> list[str]:
    """The names of a few who can give the role in Administration, the project's own first. One query."""
    roles = [each for each in Role if each.includes(role)]
    own = Exists(Member.objects.filter(project=project, person=OuterRef("pk"), role__in=roles))
    changing = Permission.objects.filter(content_type__app_label="records", codename="change_member")
    may_change = Exists(changing.filter(Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk"))))
    people = User.objects.filter(is_active=True, is_staff=True).annotate(is_own=own)
    found = people.filter(Q(is_superuser=True) | (Q(is_own=True) & may_change))
    return [
        each.get_full_name() or each.get_username() for each in found.order_by("-is_own", "pk")[:MOST_NAMED]
    ]
