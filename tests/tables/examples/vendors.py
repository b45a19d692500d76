"""Lists of cameras as the programs of their vendors export them: the names of their columns, their quirks."""

from tests.tables.examples.example import Example, text
from tests.tables.examples.workbooks import xls, xlsx

GATE, DOCK = "rtsp://10.0.0.1:554/s1", "rtsp://10.0.0.2:554/s1"
GB_GATE, GB_DOCK = "34020000001320000001", "34020000001320000002"
GUID = "5c1f2a3e-1111-4222-8333-abcdefabcdef"

VENDORS = [
    Example(
        title="a client of recorders: tabs behind long numbers, a mark for what is required",
        make=text(
            "*Name,*Address,*Port,*User Name,*Password,Serial No.",
            "Gate,10.0.0.1,8000,admin,pw1,DS20200001\t",
        ),
        headers=["*Name", "*Address", "*Port", "*User Name", "*Password", "Serial No."],
        rows=[(2, ["Gate", "10.0.0.1", "8000", "admin", "pw1", "DS20200001"])],
        matches={
            "*Name": "name",
            "*Address": "host",
            "*Port": "port",
            "*User Name": "user",
            "*Password": "password",
        },
    ),
    Example(
        title="a platform in Chinese: a title, codes as text, required columns in brackets",
        make=xlsx(
            ["监控点导出列表"],
            ["监控点名称（必填）", "监控点编号", "所属区域", "设备IP", "端口", "用户名", "密码"],
            ["东门", GB_GATE, "港口/东区", "10.0.0.1", 8000.0, "admin", "pw1"],
            ["码头", GB_DOCK, "港口/西区", "10.0.0.2", 8000.0, "admin", "pw2"],
            edit=lambda sheet, _book: sheet.merge_cells("A1:G1"),
        ),
        headers=["监控点名称（必填）", "监控点编号", "所属区域", "设备IP", "端口", "用户名", "密码"],
        rows=[
            (3, ["东门", GB_GATE, "港口/东区", "10.0.0.1", "8000", "admin", "pw1"]),
            (4, ["码头", GB_DOCK, "港口/西区", "10.0.0.2", "8000", "admin", "pw2"]),
        ],
        notes=["Rows above the header that are not read: 1."],
        matches={
            "监控点名称（必填）": "name",
            "监控点编号": "id",
            "所属区域": "site",
            "设备IP": "host",
            "端口": "port",
            "用户名": "user",
            "密码": "password",
        },
    ),
    Example(
        title="a video management system: hardware, GUIDs, quoted cells",
        make=text(
            '"Name","Hardware","Address","GUID","Enabled"',
            f'"Gate","Box 1","http://10.0.0.1/","{GUID}","Yes"',
        ),
        headers=["Name", "Hardware", "Address", "GUID", "Enabled"],
        rows=[(2, ["Gate", "Box 1", "http://10.0.0.1/", GUID, "Yes"])],
        matches={"Name": "name", "Address": "url", "GUID": "id"},
    ),
    Example(
        title="a unified security system: entities and logical IDs, semicolons",
        make=text("Entity name;Logical ID;IP address;Area;Unit", "Gate;17;10.0.0.1;East;Archiver 1"),
        headers=["Entity name", "Logical ID", "IP address", "Area", "Unit"],
        rows=[(2, ["Gate", "17", "10.0.0.1", "East", "Archiver 1"])],
        matches={"Entity name": "name", "Logical ID": "id", "IP address": "host", "Area": "site"},
    ),
    Example(
        title="a recorder's tool: numbered rows, MAC and IPv4 columns, GB18030",
        make=text(
            "序号,设备名称,类型,IPv4地址,端口,MAC地址",
            "1,东门,IPC,10.0.0.1,37777,3c:ef:8c:00:00:01",
            encoding="gb18030",
        ),
        headers=["序号", "设备名称", "类型", "IPv4地址", "端口", "MAC地址"],
        rows=[(2, ["1", "东门", "IPC", "10.0.0.1", "37777", "3c:ef:8c:00:00:01"])],
        notes=["Read as GB18030. If letters are wrong, save the file as UTF-8 and upload it again."],
        matches={"设备名称": "name", "IPv4地址": "host", "端口": "port"},
    ),
    Example(
        title="an old export as XLS, with the site merged over its cameras",
        make=xls(
            ["Site", "Camera Name", "RTSP URL"],
            ["East", "Gate", GATE],
            [None, "Dock", DOCK],
            merge=(1, 2, 0, 0),
        ),
        headers=["Site", "Camera Name", "RTSP URL"],
        rows=[(2, ["East", "Gate", GATE]), (3, ["East", "Dock", DOCK])],
        notes=["Cells merged over several rows were filled down: Site."],
        matches={"Site": "site", "Camera Name": "name", "RTSP URL": "url"},
    ),
    Example(
        title="main and sub stream beside each other",
        make=text("Channel Name,Main Stream URL,Sub Stream URL", f"Gate,{GATE},{DOCK}"),
        headers=["Channel Name", "Main Stream URL", "Sub Stream URL"],
        rows=[(2, ["Gate", GATE, DOCK])],
        matches={"Channel Name": "name", "Main Stream URL": "url"},
    ),
    Example(
        title="a national-standard directory: IDs as numbers, which lost their digits",
        make=xlsx(
            ["国标编码", "名称", "流地址"],
            [34020000001320000001, "东门", GATE],
            [34020000001320000002, "码头", DOCK],
        ),
        headers=["国标编码", "名称", "流地址"],
        rows=[(2, ["3.402000000132E+19", "东门", GATE]), (3, ["3.402000000132E+19", "码头", DOCK])],
        notes=[
            "Long numbers were shortened by the spreadsheet (such as 3.4E+19) in: 国标编码. Format these "
            "columns as text in the spreadsheet and enter the numbers again.",
        ],
        matches={"国标编码": "id", "名称": "name", "流地址": "url"},
    ),
    Example(
        title="names in a language without a list: found by what they hold",
        make=text(
            "Nombre de la cámara;Dirección;Código", f"Puerta;{GATE};{GB_GATE}", f"Muelle;{DOCK};{GB_DOCK}"
        ),
        headers=["Nombre de la cámara", "Dirección", "Código"],
        rows=[(2, ["Puerta", GATE, GB_GATE]), (3, ["Muelle", DOCK, GB_DOCK])],
        matches={"Dirección": "url", "Código": "id"},
    ),
]
