"""The rules of its input."""

from taskbuilder.taskspec.catalogue.rule import ADVICE, CHOOSE, CONFIRM, ENTER, ERROR, Rule
from taskbuilder.taskspec.words import gettext_noop as _

INPUT_RULES = (
    Rule("input.type.required", ERROR, _("Table 6, type"), _("An input has a type."), CHOOSE),
    Rule(
        "input.type.value",
        ERROR,
        _("Table 6, type"),
        _("The input type is restful, url, edgecamera, vcn, obs or vis."),
        _("“%(field)s” must be restful, url, edgecamera, vcn, obs or vis. Choose one of them."),
    ),
    Rule(
        "input.type.platform",
        ERROR,
        _("Table 6, type"),
        _("Only IEF reads from object storage (obs) and VIS (vis)."),
        _("ModelArts Edge reads neither obs nor vis. Choose another “%(field)s”."),
    ),
    Rule(
        "input.data.required",
        ERROR,
        _("Table 6, data"),
        _("An input has at least one thing to read, each an object."),
        _("“%(field)s” needs at least one entry, each an object. Add it."),
    ),
    Rule(
        "input.data.count",
        CONFIRM,
        _("A sibling API's limit"),
        _("More than 50 inputs in one task may be refused."),
        _(
            "There are %(count)d inputs. The platform may take no more than %(limit)d: confirm, "
            "or split the task."
        ),
    ),
    Rule(
        "input.data.repeated",
        CONFIRM,
        _("Plain sense"),
        _("The same input twice is most likely a slip."),
        _("This is the same as input %(other)d. Confirm that it is meant, or remove one."),
    ),
    Rule(
        "input.field.required",
        ERROR,
        _("Table 7"),
        _("Each input type has members that it needs."),
        ENTER,
    ),
    Rule(
        "input.field.unexpected",
        ERROR,
        _("Table 7"),
        _("Each input type takes no member of another type."),
        _("“%(field)s” does not belong to this input type. Remove it, or change the type."),
    ),
    Rule(
        "input.vcn.required",
        ERROR,
        _("Table 6, vcn"),
        _("Input type vcn names the VCN server, as an object."),
        _("“%(field)s” is missing. Enter the server's address and sign-in, as an object."),
    ),
    Rule(
        "input.vcn.unexpected",
        ERROR,
        _("Table 6, vcn"),
        _("Only input type vcn names a VCN server."),
        _("“%(field)s” belongs to input type vcn only. Remove it, or change the type."),
    ),
    Rule(
        "input.url.length",
        ERROR,
        _("Table 7, url"),
        _("An address has at most 1000 characters."),
        _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d."),
    ),
    Rule(
        "input.url.format",
        ERROR,
        _("Table 7, url"),
        _("An address is absolute: scheme, host, no white space. A RESTful request goes to http or https."),
        _("Write “%(field)s” as scheme://host/path, a whole address without spaces, such as %(example)s."),
    ),
    Rule(
        "input.url.scheme",
        CONFIRM,
        _("Plain sense"),
        _("A stream or file is read by rtsp, rtmp, http or https."),
        _(
            "“%(field)s” begins with neither rtsp, rtmp, http nor https. Confirm that the "
            "platform reads it, or change it."
        ),
    ),
    Rule(
        "input.headers.count",
        ERROR,
        _("Table 7, headers"),
        _("A request carries at most 10 headers."),
        _("“%(field)s” has %(count)d entries. Keep at most 10."),
    ),
    Rule(
        "input.headers.value",
        ERROR,
        _("Table 7, headers; RFC 9110"),
        _("Header names are HTTP field names; header values are text on one line."),
        _("Use letters, digits and hyphens in a header's name, and text on one line as its value."),
    ),
    Rule(
        "input.certificate_check",
        ERROR,
        _("Table 7, certificate_check"),
        _("Whether a certificate is verified is true or false."),
        _("“%(field)s” must be true or false. Choose one."),
    ),
    Rule(
        "input.rtsp_path.length",
        ERROR,
        _("Table 7, rtsp_path_in_response"),
        _("The place of the stream address in a response has 1 to 1024 characters."),
        _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d."),
    ),
    Rule(
        "input.rtsp_path.slash",
        ADVICE,
        _("The platform's manual, first example; a sibling API's pattern"),
        _(
            "The platform's manual begins the place of the stream address with a slash; a sibling API "
            "forbids that."
        ),
        _(
            "“%(field)s” begins with a slash, as in the platform's manual. Keep it so; only "
            "should the stream not be found, leave the slash out."
        ),
    ),
    Rule(
        "input.node_id.required",
        ERROR,
        _("Table 7, node_id"),
        _("Some services need a node ID with input types restful and vcn."),
        _("Enter “%(field)s”: this service needs it."),
    ),
    Rule(
        "input.stream_type",
        ERROR,
        _("Table 7, stream_type"),
        _("The stream type is 1 (primary), 2 (secondary 1) or 3 (secondary 2)."),
        _("“%(field)s” must be 1, 2 or 3. Choose one of them."),
    ),
    Rule(
        "input.camera.platform",
        ERROR,
        _("Table 7, camera_type and tag"),
        _("Only ModelArts Edge takes a camera type and tags."),
        _("“%(field)s” is for ModelArts Edge only, and this service runs on IEF. Remove it."),
    ),
    Rule(
        "input.camera_type",
        ERROR,
        _("Table 7, camera_type"),
        _("The camera type is ipc, where it is given."),
        _("“%(field)s” must be ipc. Change it, or remove it."),
    ),
    Rule(
        "input.tag.required",
        ERROR,
        _("Table 7, tag"),
        _("An IP camera (camera type ipc) has tags."),
        _("“%(field)s” are missing, and an IP camera needs them. Add a name and a value."),
    ),
    Rule(
        "input.tag.value",
        ERROR,
        _("Table 7, tag"),
        _("Tags are a list of at least one object, each with at least one name and value, both texts."),
        _(
            "“%(field)s” must be a list of objects, each with at least one name and a text as its "
            "value. Add or change it."
        ),
    ),
    Rule(
        "input.vcn.ip",
        ERROR,
        _("Table 8, ip"),
        _("A VCN server has an IPv4 or IPv6 address."),
        _("Enter “%(field)s” as an IPv4 or IPv6 address, such as 192.0.2.10."),
    ),
    Rule(
        "input.vcn.port",
        ERROR,
        _("Table 8, port"),
        _("A VCN server has a port, 1 to 65535."),
        _("Enter “%(field)s” as a whole number from 1 to 65535."),
    ),
    Rule(
        "input.vcn.username",
        ERROR,
        _("Table 8, username"),
        _("A VCN server is signed in to with a user name."),
        ENTER,
    ),
    Rule(
        "input.vcn.password",
        ERROR,
        _("Table 8, password"),
        _("A VCN server is signed in to with a password."),
        ENTER,
    ),
    Rule(
        "obs.bucket",
        CONFIRM,
        _("The object store's own rules; Tables 7 and 10, bucket"),
        _(
            "A bucket has 3 to 63 lower-case letters, digits, hyphens and dots, begins and ends "
            "with a letter or digit, has no dot beside a dot or hyphen, and is no IP address."
        ),
        _(
            "“%(field)s” does not look like a bucket's name: those have 3 to 63 lower-case letters, "
            "digits, hyphens and dots, a letter or digit first and last, and are no IP address. "
            "Confirm that it exists, or change it."
        ),
    ),
    Rule(
        "obs.path",
        CONFIRM,
        _("The object store's own rules; Tables 7 and 10, path"),
        _("A path has at most 1023 characters, no slash at its beginning and no two slashes together."),
        _(
            "“%(field)s” should have at most 1023 characters, no slash at its beginning and no "
            "two together. Confirm it, or change it."
        ),
    ),
)
