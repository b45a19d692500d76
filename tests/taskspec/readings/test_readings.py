"""What people paste for a request: what is read of it, or what is said (issue texts, snippets, documents)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.readings.find import find_reading
from taskbuilder.taskspec.readings.reading import Reading, Sentence, Unread

TASK = {"name": "gate", "input": {}, "output": {}}
TEXT = json.dumps(TASK)
DOUBLED, ESCAPED = TEXT.replace('"', '""'), TEXT.replace('"', '\\"')
CARETS = f'^"{TEXT}^"'.replace('"', '^\\^"').replace("^^\\", "^").replace("{", "^{").replace("}", "^}")
CHROME_CMD = (
    'curl ^"https://x.example/v1/p/services/s/tasks^" ^\n'
    '  -H ^"accept: */*^" ^\n  -H ^"x-auth-token: Qx9^" ^\n'
    '  --data-raw ^"^{^\\^"name^\\^":^\\^"50^% ^& more^\\^"^}^"'
)
CHROME_CMD_LINES = (
    'curl ^"https://x.example/^" ^\n  --data-raw ^"^{^\n\n  ^\\^"name^\\^": ^\\^"a^\\^"^\n\n^}^"'
)
CHROME_POSIX = (
    "curl 'https://x.example/v1/p/services/s/tasks' \\\n  -H 'accept: */*' \\\n  -H 'x-auth-token: Qx9' \\\n"
    '  --data-raw $\'{"name":"it\\\'s \\u0021"}\' \\\n  --compressed'
)
POSTMAN_POSIX = (
    "curl --location --globoff 'https://x.example/v1/p' \\\n--header 'Content-Type: application/json' \\\n"
    '--data \'{\n    "name": "a",\n    "config": {}\n}\''
)
CHROME_POWERSHELL = (
    "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
    'Invoke-WebRequest -UseBasicParsing -Uri "https://x.example/v1" `\n-Method "POST" `\n'
    '-Headers @{\n"x-auth-token"="Qx9"\n} `\n-ContentType "application/json" `\n-Body "{`"name`":`"a`"}"'
)
BYTES_POWERSHELL = (
    'Invoke-WebRequest -Uri "https://x.example/v1" `\n-Method "POST" `\n'
    '-Body ([System.Text.Encoding]::UTF8.GetBytes("{`"name`":`"门`"}"))'
)
POSTMAN_POWERSHELL = (
    '$headers = New-Object "System.Collections.Generic.Dictionary[[String],[String]]"\n'
    '$headers.Add("Content-Type", "application/json")\n\n$body = @"\n{\n    `"name`": `"a`"\n}\n"@\n\n'
    "$response = Invoke-RestMethod 'https://x.example' -Method 'POST' -Headers $headers -Body $body\n"
    "$response | ConvertTo-Json"
)
HERE_POWERSHELL = '$body = @\'\n{"name": "a"}\n\'@\nirm https://x.example -Method Post -Body $body'


def collection(*bodies: str) -> str:
    """A request collection as Postman exports it."""
    head = [{"key": "X-Auth-Token", "value": "Qx9"}]
    items = [
        {"name": "r", "request": {"method": "POST", "header": head, "body": {"mode": "raw", "raw": each}}}
        for each in bodies
    ]
    return json.dumps({"info": {"name": "c"}, "item": [{"name": "folder", "item": items}]})


READ = [
    # Commands
    (f"curl 'https://x.example/v1/p' -H 'X-Auth-Token: Qx9' --data-raw '{TEXT}'", "curl", TASK),
    (f"curl -X POST https://x.example -d '{TEXT}'", "curl", TASK),
    (f"curl -sSXPOST https://x.example -H 'A: b' -d'{TEXT}'", "curl", TASK),
    (f"$ curl https://x.example --json '{TEXT}'", "curl", TASK),
    (f"/usr/bin/curl https://x.example --data='{TEXT}'", "curl", TASK),
    (f"curl https://x.example \\\n  -u admin:Qx9 \\\n  --data-binary '{TEXT}'\n", "curl", TASK),
    (f"# create it\ncurl https://x.example -d '{TEXT}' | jq .", "curl", TASK),
    (f'curl.exe "https://x.example" -d "{ESCAPED}"', "curl", TASK),
    (f'C:\\Users\\me>curl "https://x.example" -d "{DOUBLED}"', "curl", TASK),
    (f'curl "https://x.example" ^\n  -d "{ESCAPED}"', "curl", TASK),
    (f"PS C:\\> curl.exe https://x.example `\n  -d '{TEXT}'", "curl", TASK),
    # A sign of another shell within the text
    ("curl https://x.example \\\n -d '{\"name\": \"^\", \"a\": \"`\"}'", "curl",
     {"name": "^", "a": "`"}),
    ("curl https://x.example -d '{\"name\": \"^\"}'", "curl", {"name": "^"}),
    ("curl https://x.example -d '{\"name\":\n \"a\\\\\"}'", "curl", {"name": "a\\"}),
    (CHROME_POSIX, "curl", {"name": "it's !"}),
    (CHROME_CMD, "curl", {"name": "50% & more"}),
    (CHROME_CMD_LINES, "curl", {"name": "a"}),
    (POSTMAN_POSIX, "curl", {"name": "a", "config": {}}),
    ("curl https://x.example -d '{\"name\": \"a\",}'", "curl", {"name": "a"}),
    ("curl https://x.example \\\r\n -d '{\"name\": \"a\"}'\r\n", "curl", {"name": "a"}),
    (CHROME_POWERSHELL, "powershell", {"name": "a"}),
    (BYTES_POWERSHELL, "powershell", {"name": "门"}),
    (POSTMAN_POWERSHELL, "powershell", {"name": "a"}),
    (HERE_POWERSHELL, "powershell", {"name": "a"}),
    # HTTP
    (f"POST /v1/p HTTP/1.1\r\nHost: x.example\r\nX-Auth-Token: Qx9\r\n\r\n{TEXT}", "http", TASK),
    (f"POST https://x.example/v1\nContent-Type: application/json\n\n{TEXT}\n", "http", TASK),
    (f"PUT /v1 HTTP/2\n:authority: x.example\naccept: */*\n\n{TEXT}", "http", TASK),
    # Collections, texts
    (collection(TEXT), "collection", TASK),
    (collection('{"other": 1}', TEXT), "collection", TASK),
    (collection('// a task\n{"name": "a",}'), "collection", {"name": "a"}),
    (json.dumps({"resources": [{"body": {"mimeType": "a/json", "text": TEXT}}]}), "collection", TASK),
    (json.dumps({"log": {"entries": [{"request": {"postData": {"text": TEXT}}}]}}), "collection", TASK),
    (json.dumps({"method": "POST", "headers": {}, "body": TEXT}), "collection", TASK),
    (json.dumps(TEXT), "nested", TASK),
    # Python
    (repr(TASK), "python", TASK),
    ("{'name': 'a', 'flag': True, 'none': None, 'off': False}", "python",
     {"name": "a", "flag": True, "none": None, "off": False}),
    ("{\n    'name': \"it's\",  # the gate\n    'list': [1, 2,],\n}", "python",
     {"name": "it's", "list": [1, 2]}),
    ("payload = {'name': 'say \"hi\"'}", "python", {"name": 'say "hi"'}),
    ("{'name': 'it\\'s', 'tab': '\\t', 'x': '\\x41'}", "python", {"name": "it's", "tab": "\t", "x": "A"}),
    # JSON with something of another keyboard, language or page
    ("{“name”: “a”}", "corrected", {"name": "a"}),
    ("{”name”: ”a”}", "corrected", {"name": "a"}),
    ("{„name“: „a“}", "corrected", {"name": "a"}),
    ("{‘name’: ‘a’}", "corrected", {"name": "a"}),
    ("{＂name＂： ＂a＂，}", "corrected", {"name": "a"}),
    ("{“name”: “it’s”}", "corrected", {"name": "it’s"}),
    ('｛"name"："a"｝', "corrected", {"name": "a"}),
    ('{"name": "a",\n}', "corrected", {"name": "a"}),
    ('{"list": [1, 2, ], }', "corrected", {"list": [1, 2]}),
    ('{"name": "a"},', "corrected", {"name": "a"}),
    ('{"name": "a", // the gate\n "b": 1}', "corrected", {"name": "a", "b": 1}),
    ('/* the\n gate */ {"name": "http://a/#b"}', "corrected", {"name": "http://a/#b"}),
    ('{name: "a", $b: 1}', "corrected", {"name": "a", "$b": 1}),
    ("const body = {name: 'a'};", "corrected", {"name": "a"}),
    ('{\u00a0"name":\u00a0"a\u00a0b"}', "corrected", {"name": "a\u00a0b"}),
    ('{\u3000"name": \u200b"a"}', "corrected", {"name": "a"}),
    ('\ufeff{"name": "a",}', "corrected", {"name": "a"}),
    ('{"a": 1,\u2028"b": 2}', "corrected", {"a": 1, "b": 2}),
    ("{&quot;name&quot;: &quot;a &amp; b&quot;}", "corrected", {"name": "a & b"}),
    ("{&#34;name&#34;: &#34;a&#34;}", "corrected", {"name": "a"}),
    ('```json\n{"name": "a"}\n```', "corrected", {"name": "a"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "value"), READ, ids=lambda value: repr(value)[:40])
def test_what_is_read(text: str, kind: str, value: object) -> None:
    found = find_reading(text)
    assert isinstance(found, Reading)
    assert (found.kind, read_json(found.text)) == (kind, value)


UNREAD = [
    ("curl https://x.example",
     "This is a cURL command without a body. Paste one with --data, or only the JSON."),
    ("curl https://x.example -d @task.json",
     "The body of this cURL command is in a file. Paste the JSON of that file."),
    ("curl 'https://x.example -d {}",
     "A quote in this command is not closed. Copy the whole command again, or only its JSON."),
    ("curl https://x.example -d 'a=1' -d 'b=2'",
     "The body of this cURL command is not valid JSON. Paste only the JSON after -d."),
    ("curl https://a -d '{}'\ncurl https://b -d '{}'",
     "These are 2 cURL commands. Paste one of them, or only its JSON."),
    ('curl https://a -d "{\\"name\\": \\"C:\\\\\\\\x\\"}"',
     "This cURL command means different things in different shells. Paste only its JSON."),
    ("Invoke-WebRequest -Uri https://x.example -Method GET",
     "This PowerShell command has no readable -Body. Paste only the JSON."),
    ("irm https://x.example -Method Post -Body $body",
     "This PowerShell command has no readable -Body. Paste only the JSON."),
    ("GET /v1/p HTTP/1.1\nHost: x.example\n\n",
     "This HTTP request has no readable JSON body. Paste it with its body, or only the JSON."),
    (collection(TEXT, TEXT.replace("gate", "yard")),
     "This collection has the bodies of 2 requests. Paste only the JSON of one of them."),
    (collection("name=a"),
     "This request collection has no JSON body. Paste only the JSON of the request."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), UNREAD, ids=lambda value: repr(value)[:40])
def test_why_a_text_of_a_known_kind_is_not_read(text: str, said: str) -> None:
    found = find_reading(text)
    assert isinstance(found, Unread)
    assert say(found.reason) == said


NAMED = [
    ("{'name': 'it's'}", "A single quote (') is at line 1, column 2. JSON only uses double quotes (\")."),
    ('{“name”: “the "north" gate”}',
     '“ (U+201C) at line 1, column 2 is a curly quote. Type a straight one (") instead.'),
    ('{"name": ‘a}', '‘ (U+2018) at line 1, column 10 is a curly quote. Type a straight one (") instead.'),
    ('{"name" "a",\n}', "Invalid JSON at line 1, column 9: expected a colon."),
    ('{"a": "b" "c",\n}',
     "Invalid JSON at line 1, column 11: expected a comma or a closing bracket."),
    ('{"a": [1,, 2,]}', "Invalid JSON at line 1, column 10: expected a value."),
    ('{"a": 1 2,}',
     "Invalid JSON at line 1, column 9: expected a comma or a closing bracket."),
    ("{'a': '\\d'}", "A single quote (') is at line 1, column 2. JSON only uses double quotes (\")."),
    ('{"a": 1, "a": 2,}', "Remove the comma at line 1, column 16: nothing comes after it."),
    ('{"a": [1, 2,}', "Remove the comma at line 1, column 12: nothing comes after it."),
    ('{"a": True, "b": maybe}', "True at line 1, column 7 is Python. Write true instead."),
    ('{"a": (1, 2), # x\n}', "Invalid JSON at line 1, column 7: expected a value."),
    ('{"a"： x}', "： (U+FF1A) at line 1, column 5 is a full-width character. Type : instead."),
    ('{\u00a0"a": x}', "U+00A0 at line 1, column 2 is not a JSON space. Type a plain space instead."),
    ('{"a": \u200bx}', "U+200B at line 1, column 7 is invisible. Remove it."),
    ('{"a": 1, /* x }', "A comment starts at line 1, column 10. JSON has no comments: remove it."),
    ("{&quot;a&quot;: x}", "&quot; at line 1, column 2 is a quote in a web page's source. Type \" instead."),
    ("name: gate\ninput: {}", "Invalid JSON at line 1, column 1: expected a value."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), NAMED, ids=lambda value: repr(value)[:40])
def test_what_is_not_certain_is_not_read_and_its_character_is_named(text: str, said: str) -> None:
    assert find_reading(text) is None
    with pytest.raises(UnreadableJson) as caught:
        read_json(text)
    assert str(caught.value) == said


def say(sentence: Sentence) -> str:
    return sentence.template % sentence.params


def test_what_was_used_and_left_out_is_said_without_a_value() -> None:
    found = find_reading(CHROME_POSIX.replace("--compressed", "-u admin:Qx9"))
    assert isinstance(found, Reading)
    assert [say(each) for each in found.notes] == [
        "Used: the text after --data-raw.",
        "Ignored: the destination address.",
        "Ignored: the headers accept, x-auth-token.",
        "Ignored: the user and password.",
    ]


def test_changes_have_their_lines_and_places() -> None:
    found = find_reading("{'name': 'a',  # x\n\n 'b': [None,]}")
    assert isinstance(found, Reading)
    assert [(each.line, each.before, each.after) for each in found.changes] == [
        (1, "'name'", '"name"'),
        (1, "'a'", '"a"'),
        (1, "# x", ""),
        (3, "'b'", '"b"'),
        (3, "None", "null"),
        (3, ",", ""),
    ]
    assert all(found.text.startswith(each.after, each.start) for each in found.changes)


TOKENS = [
    *"""{}[]:,"'“”‘’：，# \n\\/""",
    "//",
    "/*",
    "*/",
    "name",
    "True",
    "1",
    "&quot;",
    "\u00a0",
    "curl ",
    "-d ",
    "$'",
    "@'\n",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_any_text_is_read_as_an_object_or_not_at_all(text: str) -> None:
    found = find_reading(text)
    assert not isinstance(found, Reading) or isinstance(read_json(found.text), dict)


@given(
    st.dictionaries(
        st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()), min_size=1
    )
)
def test_a_python_dict_means_what_it_meant(value: dict[str, object]) -> None:
    found = find_reading(repr(value))
    assert not isinstance(found, Reading) or read_json(found.text) == value
