"""What columns are called: in English, in Chinese, and by the programs of camera vendors."""

import re
import unicodedata

_GROUPS = (
    "url|rtsp url|rtsp|rtsp address|rtsp link|stream url|stream address|streaming url|stream uri"
    "|video url|live url|main stream url|main stream|mainstream url|stream path"
    "|stream or file url|source url|play url|流地址|视频流地址|取流地址|拉流地址|播放地址"
    "|码流地址|主码流地址|主码流|rtsp地址|视频地址|流媒体地址|url地址|流或文件的url",
    "name|camera name|device name|channel name|display name|camera|alias|title|logical name"
    "|item name|entity name|task name|名称|摄像机名称|摄像头名称|设备名称|通道名称|监控点名称"
    "|监控点|点位名称|点位|摄像机|摄像头|显示名称|任务名称|相机名称",
    "ip|ip address|ipv4|ipv4 address|host|hostname|host name|device ip|camera ip|device address"
    "|ip domain|network address|vcn server ip address|ip地址|设备ip|设备ip地址|设备地址|主机"
    "|ip 地址|摄像机ip",
    "port|device port|rtsp port|http port|server port|port number|端口|端口号|设备端口|服务端口",
    "user|username|user name|login|login name|account|device user|vcn user name|用户名|用户|账号"
    "|帐号|登录名|登录用户名",
    "password|pass|pwd|passwd|device password|login password|vcn password|密码|登录密码|设备密码|口令",
    "id|camera id|device id|channel id|camera guid|guid|uuid|logical id|hardware id|gb id"
    "|device code|camera code|device no|device number|camera number|camera index code|index code"
    "|vcn device id|编号|编码|设备编号|设备编码|国标编码|国标id|摄像机编号|摄像头编号|监控点编号"
    "|监控点编码|通道编号|通道编码|设备id|摄像机id|相机编号|唯一标识",
    "channel|channel no|channel number|camera channel|ch|通道|通道号",
    "serial|serial number|serial no|sn|device serial no|序列号|设备序列号",
    "mac|mac address|physical address|mac地址|物理地址",
    "site|location|area|region|group|organization|organisation|zone|building|site name|area name"
    "|group name|device group|install location|camera group|partition|站点|位置|安装位置|区域"
    "|所属区域|所属组织|组织|地点|场所|分组|站点名称|区域名称|安装地址",
    "stream type|stream index|码流类型|码流",
    "camera type|device type|type|摄像机类型|摄像头类型|设备类型|类型",
    "tags|tag|labels|keywords|标签|标记",
    "node|node id|edge node|edge node id|节点|节点id|边缘节点|边缘节点id|节点编号",
    "description|notes|note|remark|remarks|comment|comments|memo|描述|备注|说明",
    "obs path|path|folder|directory|obs路径|路径|文件夹|目录",
    "start time|start|begin time|from|开始时间|起始时间",
    "end time|end|stop time|until|to|结束时间|终止时间",
    "vis stream name|stream name|vis流名称|流名称",
)
"""Each has the names of one thing; a name that is in two of them is that of the first."""
_APART = re.compile(r"[\s_\-./\\:：,，;；#*＊?？!！'\"“”]+")
_BRACKETS = re.compile(r"[(\[{（【][^)\]}）】]{0,60}[)\]}）】]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def normalise(name: str) -> str:
    """A name without case, brackets, stars and marks: "*RTSP_URL (main)" and "rtspUrl" are "rtsp url"."""
    text = unicodedata.normalize("NFKC", name[:200])
    bare = _BRACKETS.sub(" ", text)
    words = _APART.sub(" ", _HUMP.sub(" ", bare if bare.strip(" *＊") else text)).casefold()
    return words.strip()


THINGS: dict[str, int] = {}
for _place, _names in enumerate(_GROUPS):
    for _name in _names.split("|"):
        THINGS.setdefault(normalise(_name), _place)
"""What each name is the name of, as the number of a group."""
_BY_LENGTH = sorted((name for name in THINGS if len(name) > 1), key=len, reverse=True)


def find_thing(name: str) -> tuple[int | None, bool]:
    """What a normalised name is the name of, and whether it is exactly that name, or else has it within."""
    if name in THINGS:
        return THINGS[name], True
    if (bare := name.replace(" ", "")) in THINGS:
        return THINGS[bare], True
    padded = f" {name} "
    for known in _BY_LENGTH:
        if known in name if _CHINESE.search(known) else f" {known} " in padded:
            return THINGS[known], False
    return None, False
