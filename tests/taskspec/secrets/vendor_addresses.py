"""Addresses as the makers of cameras and players write them; what is secret in each is between « and »."""

from collections.abc import Sequence
from itertools import product

OPEN, CLOSE = "«", "»"

WITH_USER = (
    # Hikvision
    "rtsp://«{u}:{p}»@{h}:554/Streaming/Channels/101",
    "rtsp://«{u}:{p}»@{h}:554/Streaming/Channels/101?transportmode=unicast&profile=Profile_1",
    "rtsp://«{u}:{p}»@{h}/h264/ch1/main/av_stream",
    "http://«{u}:{p}»@{h}/ISAPI/Streaming/channels/101/picture?videoResolutionWidth=1920",
    # Dahua, Amcrest
    "rtsp://«{u}:{p}»@{h}:554/cam/realmonitor?channel=1&subtype=0",
    "rtsp://«{u}:{p}»@{h}/cam/realmonitor?channel=1&subtype=01&authbasic=64",
    "http://«{u}:{p}»@{h}/cgi-bin/mjpg/video.cgi?channel=1&subtype=1",
    "rtsp://«{u}:{p}»@{h}:554/cam/playback?channel=1&starttime=2026_01_02_03_04_05",
    # Axis
    "rtsp://«{u}:{p}»@{h}/axis-media/media.amp?videocodec=h264&resolution=1280x720",
    "http://«{u}:{p}»@{h}/axis-cgi/mjpg/video.cgi?fps=5&compression=30",
    # Uniview, Reolink, Tapo
    "rtsp://«{u}:{p}»@{h}:554/unicast/c1/s0/live",
    "rtsp://«{u}:{p}»@{h}/media/video1",
    "rtsp://«{u}:{p}»@{h}:554/h264Preview_01_main",
    "rtsp://«{u}:{p}»@{h}:554/stream1",
    # Bosch, Hanwha, Foscam, UniFi, Blue Iris, Frigate
    "rtsp://«{u}:{p}»@{h}/rtsp_tunnel?h26x=4&line=1&inst=1",
    "rtsp://«{u}:{p}»@{h}:554/profile2/media.smp",
    "rtsp://«{u}:{p}»@{h}:88/videoMain",
    "rtsps://«{u}:{p}»@{h}:7441/aB3dE5fG7hI9?enableSrtp",
    "http://«{u}:{p}»@{h}:81/mjpg/gate/video.mjpg",
    "rtsp://«{u}:{p}»@{h}:8554/gate_1",
    # RTMP, HLS
    "rtmp://«{u}:{p}»@{h}:1935/live/gate",
    "https://«{u}:{p}»@{h}/hls/gate/index.m3u8",
)
WITH_MEMBERS = (
    # Reolink, Foscam, XM and its many sisters
    "rtmp://{h}/bcs/channel0_main.bcs?channel=0&stream=0&user=«{u}»&password=«{p}»",
    "https://{h}/flv?port=1935&app=bcs&stream=channel0_main.bcs&user=«{u}»&password=«{p}»",
    "http://{h}:88/cgi-bin/CGIStream.cgi?cmd=GetMJStream&usr=«{u}»&pwd=«{p}»",
    "http://{h}/videostream.cgi?user=«{u}»&pwd=«{p}»&resolution=32&rate=0",
    "http://{h}/videostream.cgi?loginuse=«{u}»&loginpas=«{p}»",
    "rtsp://{h}:554/user=«{u}»&password=«{p}»&channel=1&stream=0.sdp?",
    "rtsp://{h}:554/user=«{u}»&password=«{p}»&channel=1&stream=0.sdp?real_stream--rtp-caching=100",
    "rtsp://{h}:554/user=«{u}»_password=«{p}»_channel=1_stream=0.sdp?real_stream",
    "rtsp://{h}:554/live.sdp;user=«{u}»;password=«{p}»;channel=1",
    # ZoneMinder, Blue Iris
    "http://{h}/zm/cgi-bin/nph-zms?mode=jpeg&monitor=1&scale=100&user=«{u}»&pass=«{p}»",
    "http://{h}/zm/cgi-bin/nph-zms?monitor=1&maxfps=5&auth=«{p}»",
    "http://{h}:81/mjpg/gate/video.mjpg?user=«{u}»&pw=«{p}»",
    "http://{h}:81/h264/gate/temp.m3u8?q=40&user=«{u}»&pw=«{p}»",
    # SRT
    "srt://{h}:9000?mode=caller&passphrase=«{p}»&latency=200",
    "srt://{h}:9000?streamid=«#!::u={u},r=gate,m=request»&latency=200",
    "srt://{h}:9000?streamid=«read:gate:{u}:{p}»&pbkeylen=16",
    # RTMP and HLS of content networks
    "rtmp://{h}/live/gate?hwSecret=«{p}»&hwTime=5eed5888",
    "rtmp://{h}/live/gate?txSecret=«{p}»&txTime=5eed5888",
    "https://{h}/live/gate.flv?wsSecret=«{p}»&wsTime=5eed5888",
    "https://{h}/live/gate.m3u8?auth_key=«1700000000-0-0-{p}»",
    "https://{h}/live/index.m3u8?token=«{p}»",
    "https://{h}/live/index.m3u8?access-token=«{p}»&quality=hd",
    # signed links of object stores
    "https://{h}/clip.mp4?AccessKeyId=AKX&Expires=1700000000&Signature=«{p}%2Bab%3D»",
    "https://{h}/clip.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=«AKX%2F20260101»&X-Amz-Date=20260101T0Z"
    "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=«{p}»",
    "https://{h}/clip.mp4?X-Amz-Date=20260101T000000Z&X-Amz-Security-Token=«{p}//ab==»&X-Amz-Expires=900",
    "https://{h}/clip.mp4?sv=2024-11-04&sr=b&sp=r&se=2026-01-02T00%3A00%3A00Z&sig=«{p}%3D»",
    "https://{h}/clip.mp4?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=900&X-Goog-Signature=«{p}»",
    "https://{h}/clip.mp4?Expires=1700000000&Policy=abc&Key-Pair-Id=K1&Signature=«{p}»",
    "https://{h}/clip.mp4?q-sign-algorithm=sha1&q-ak=AKX&q-key-time=1;2&q-header-list=host&q-signature=«{p}»",
    # webhooks
    "https://{h}/workflows/1/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Frun&sv=1.0&sig=«{p}»",
    "https://{h}/in?apiKey=«{p}»&site=north",
)
OPEN_ONES = (
    "rtsp://{h}:554/Streaming/Channels/101",
    "https://{h}/live/index.m3u8?keyframe=2&key_region_count=3",
    "http://{h}/c?monkey=1&keyboard=de&stream_id=5&user=7",
)
HARD_ONES = (
    # a user with a dot, whose password begins like a port
    "rtsp://«a.b:9#x»@cam1",
    "rtsp://«a.b:9#x»@cam1/live",
    "rtsp://«a.b:9?x»@gate-1.example.com/live",
    "rtsp://«a.b:9/x»@cam1/live",
    "http://«a.b:9#x»@192.0.2.10/live",
    "rtsp://h.example.com:554/x@y/live",
    "http://h.example.com:8080/#mail@example.com",
    "http://h.example.com:8080?q=a@b",
    "https://h.example.com:8443/@user/story",
    # what would end a value elsewhere
    'http://h/live?password=«a/b;c=d?e"f<g»&x=1',
    "http://h/live?x=1;password=«a/b»;y=2",
    "http://h/live?token=«a»#t=10",
    "rtsp://h/user=«u»&password=«a/b»&channel=1",
    "rtsp://h/user=«u»&password=«a»/live?ch=1",
)
PEOPLE = (
    ("admin", "Qx9"),
    ("root", "t0p.S3cret-x_y~z"),
    ("view%40er", "P%40ss%2Fw%23rd!"),
    ("888888", "12345678"),
)
HOSTS = ("192.0.2.10", "cam1", "gate-1.example.com", "[2001:db8::1]")


def list_addresses(people: Sequence[tuple[str, str]]) -> list[str]:
    """Each address for each person, on a host of their own."""
    pairs = list(zip(people, HOSTS, strict=True))
    return [
        template.format(u=user, p=password, h=host)
        for template, ((user, password), host) in product((*WITH_USER, *WITH_MEMBERS, *OPEN_ONES), pairs)
    ]


ADDRESSES = list_addresses(PEOPLE)
