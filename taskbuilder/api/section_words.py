"""The words of the task model's docstrings once more: a docstring has no mark for translators."""

from taskbuilder.taskspec.words import gettext_noop as _

SECTION_WORDS = (
    _("A camera that is bound to an edge node."),
    _("A device of a video cloud node (VCN)."),
    _("A server of one's own that answers a request with the stream's address."),
    _("A stream of the video ingestion service (VIS)."),
    _("Files in the object store (OBS)."),
    _("Table 10, IEF only."),
    _("Table 11."),
    _("Table 12."),
    _("Table 13. Units are stated nowhere; cores and MB are the best reading (rule `estimate.cpu`)."),
    _("Table 3."),
    _("Table 4."),
    _("Table 5."),
    _("Table 8: the VCN server, and how to sign in to it."),
    _("Table 9: one sink or several (rule `output.empty`)."),
    _("The address of a stream or a file."),
    _("Type"),
    _("Type `edgecamera`."),
    _("Type `obs`, IEF only."),
    _("Type `restful`."),
    _("Type `url`."),
    _("Type `vcn`."),
    _("Type `vis`, IEF only."),
)
