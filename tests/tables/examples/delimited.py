"""Text files: CSV of Excel in several countries, of Google, of databases; pasted cells; JSON Lines."""

import codecs

from tests.tables.examples.example import Example, text

GATE, DOCK = "rtsp://10.0.0.1:554/s1", "rtsp://10.0.0.2:554/s1"

DELIMITED = [
    Example(
        title="Excel in English, UTF-8 with a mark",
        make=text("Camera Name,Stream URL,Notes", f"Gate,{GATE},", f"Dock,{DOCK},wet", mark=codecs.BOM_UTF8),
        headers=["Camera Name", "Stream URL", "Notes"],
        rows=[(2, ["Gate", GATE, ""]), (3, ["Dock", DOCK, "wet"])],
        matches={"Camera Name": "name", "Stream URL": "url"},
    ),
    Example(
        title="Excel in German: semicolons, Windows-1252, decimal commas",
        make=text(
            "Kamera;Straße;Höhe", "Eingang Süd;Grüner Weg 1;2,5", "Büro;Äußerer Ring;3,0", encoding="cp1252"
        ),
        headers=["Kamera", "Straße", "Höhe"],
        rows=[(2, ["Eingang Süd", "Grüner Weg 1", "2,5"]), (3, ["Büro", "Äußerer Ring", "3,0"])],
        notes=["Read as Windows-1252. If letters are wrong, save the file as UTF-8 and upload it again."],
    ),
    Example(
        title="Excel in Chinese: GB18030",
        make=text(
            "摄像机名称,IP地址,端口", "东门1号枪机,10.0.0.1,554", "西门球机,10.0.0.2,554", encoding="gb18030"
        ),
        headers=["摄像机名称", "IP地址", "端口"],
        rows=[(2, ["东门1号枪机", "10.0.0.1", "554"]), (3, ["西门球机", "10.0.0.2", "554"])],
        notes=["Read as GB18030. If letters are wrong, save the file as UTF-8 and upload it again."],
        matches={"摄像机名称": "name", "IP地址": "host", "端口": "port"},
    ),
    Example(
        title="Excel's Unicode text: UTF-16 and tabs",
        make=text("名称\t地址", "东门\t" + GATE, encoding="utf-16"),
        headers=["名称", "地址"],
        rows=[(2, ["东门", GATE])],
        matches={"名称": "name", "地址": "url"},
    ),
    Example(
        title="UTF-16 without a mark",
        make=text("Name,Port", "Gate,554", encoding="utf-16-le"),
        headers=["Name", "Port"],
        rows=[(2, ["Gate", "554"])],
        matches={"Name": "name", "Port": "port"},
    ),
    Example(
        title="Google Sheets: line breaks and quotes in cells",
        make=text(
            "Name,URL,Notes", f'"Gate ""A""",{GATE},"first line\nsecond, line"', f"Dock,{DOCK},", end="\n"
        ),
        headers=["Name", "URL", "Notes"],
        rows=[(2, ['Gate "A"', GATE, "first line\nsecond, line"]), (4, ["Dock", DOCK, ""])],
        matches={"Name": "name", "URL": "url"},
    ),
    Example(
        title="a line that names the separator",
        make=text("sep=|", "Name|URL", f"Gate, east|{GATE}"),
        headers=["Name", "URL"],
        rows=[(3, ["Gate, east", GATE])],
        matches={"Name": "name", "URL": "url"},
    ),
    Example(
        title="titles above the header, empty lines, empty columns",
        make=text(
            "Cameras of Harbour East,,,",
            "As of 1 December,,,",
            ",,,",
            "Name,,URL,",
            f"Gate,,{GATE},",
            ",,,",
            f"Dock,,{DOCK},",
        ),
        headers=["Name", "URL"],
        rows=[(5, ["Gate", GATE]), (7, ["Dock", DOCK])],
        notes=["Rows above the header that are not read: 2.", "Empty rows that were skipped: 1."],
        matches={"Name": "name", "URL": "url"},
    ),
    Example(
        title="names that appear twice, and a column without one",
        make=text("Name,IP,IP,", "Gate,10.0.0.1,10.0.0.2,x"),
        headers=["Name", "IP", "IP (2)", "D"],
        rows=[(2, ["Gate", "10.0.0.1", "10.0.0.2", "x"])],
        notes=[
            "Columns without a name in the header: D. They have letters instead.",
            "Columns of the same name were numbered: IP (2).",
        ],
        matches={"Name": "name", "IP": "host"},
    ),
    Example(
        title="addresses alone, without a header",
        make=text(GATE, DOCK + "?size=1,2", end="\n"),
        headers=["A"],
        rows=[(1, [GATE]), (2, [DOCK + "?size=1,2"])],
        notes=["No row names the columns. They have letters instead: A, B, C."],
        matches={"A": "url"},
    ),
    Example(
        title="cells copied from a spreadsheet, leading zeros",
        make=text("Site\tCamera\tURL", f"007\tGate\t{GATE}", f"008\tDock\t{DOCK}", end="\n"),
        headers=["Site", "Camera", "URL"],
        rows=[(2, ["007", "Gate", GATE]), (3, ["008", "Dock", DOCK])],
        matches={"Site": "site", "Camera": "name", "URL": "url"},
    ),
    Example(
        title="a database's export: pipes, NULL left as it is",
        make=text("camera_id|rtsp_url|site_name", f"17|{GATE}|NULL", end="\n"),
        headers=["camera_id", "rtsp_url", "site_name"],
        rows=[(2, ["17", GATE, "NULL"])],
        matches={"camera_id": "id", "rtsp_url": "url", "site_name": "site"},
    ),
    Example(
        title="zeros kept by a formula, long numbers shortened, formulas and errors instead of results",
        make=text("Code,GB ID,Label,Site", '="0012",3.402E+19,=A2&"x",#N/A', '="0013",3.402E+19,b,East'),
        headers=["Code", "GB ID", "Label", "Site"],
        rows=[(2, ["0012", "3.402E+19", '=A2&"x"', "#N/A"]), (3, ["0013", "3.402E+19", "b", "East"])],
        notes=[
            "Long numbers were shortened by the spreadsheet (such as 3.4E+19) in: GB ID. Format these "
            "columns as text in the spreadsheet and enter the numbers again.",
            "Formulas instead of their results are in: Label. Export the results.",
            "Errors of the spreadsheet, such as #N/A, are in: Site.",
        ],
        matches={"GB ID": "id", "Site": "site"},
    ),
    Example(
        title="a header of two lines",
        make=text("Name,Network,,Site", ",IP,Port,", "Gate,10.0.0.1,554,East"),
        headers=["Name", "Network IP", "Network Port", "Site"],
        rows=[(3, ["Gate", "10.0.0.1", "554", "East"])],
        notes=["The header has two rows. They were joined, as in “Network IP”."],
        matches={"Name": "name", "Network IP": "host", "Network Port": "port", "Site": "site"},
    ),
    Example(
        title="one wrong byte in UTF-8",
        make=lambda: "名称,备注\n东门,一二三四五六七八九十一二三四五\n".encode() + b"Gate,\xff\n",
        headers=["名称", "备注"],
        rows=[(2, ["东门", "一二三四五六七八九十一二三四五"]), (3, ["Gate", "\ufffd"])],
        notes=["Characters that could not be read: 1, first in line 3. Save the file as UTF-8."],
        matches={"名称": "name"},
    ),
    Example(
        title="JSON Lines with nested members",
        make=text(
            '{"name": "Gate", "net": {"ip": "10.0.0.1", "port": 554}, "tags": ["a", 1.0]}',
            '{"name": "Dock", "on": true}',
            end="\n",
        ),
        headers=["name", "net.ip", "net.port", "tags", "on"],
        rows=[(1, ["Gate", "10.0.0.1", "554", '["a", 1.0]', ""]), (2, ["Dock", "", "", "", "true"])],
        matches={"name": "name", "net.ip": "host", "net.port": "port", "tags": "tags"},
    ),
    Example(
        title="a list in JSON",
        make=text('[{"name": "Gate", "id": 34020000001320000001},', '{"name": "Dock", "id": null}]'),
        headers=["name", "id"],
        rows=[(1, ["Gate", "34020000001320000001"]), (2, ["Dock", ""])],
        matches={"name": "name", "id": "id"},
    ),
    Example(
        title="Shift-JIS",
        make=text("カメラ名,IPアドレス", "正門1号機,10.0.0.1", encoding="cp932"),
        headers=["カメラ名", "IPアドレス"],
        rows=[(2, ["正門1号機", "10.0.0.1"])],
        notes=["Read as Shift-JIS. If letters are wrong, save the file as UTF-8 and upload it again."],
        matches={"IPアドレス": "host"},
    ),
]
