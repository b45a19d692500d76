"""What the page of a source says of its picture and its accepted regions."""

from django.shortcuts import resolve_url

from taskbuilder.records.models import Source
from taskbuilder.records.regions.snapshots import find_frame
from taskbuilder.records.regions.sources import fit, list_accepted
from taskbuilder.web.regions.drawing import Sketch
from taskbuilder.web.regions.lookup import snapshot_address


def describe_source_regions(source: Source, slug: str) -> dict[str, object]:
    """Each accepted region over the picture, where there is one. Two queries."""
    snapshot = find_frame(source)
    accepted = list_accepted(Source.objects.filter(pk=source.pk))
    frames = [snapshot.frame if snapshot else each.frame for each in accepted]
    return {
        "snapshot": snapshot,
        "picture": snapshot_address(slug, snapshot) if snapshot else "",
        "regions": [
            (each.template, Sketch.of(fit(each, frame), frame))
            for each, frame in zip(accepted, frames, strict=True)
        ],
        "change_snapshot": resolve_url("source-snapshot-change", slug=slug, source_id=source.pk),
    }
