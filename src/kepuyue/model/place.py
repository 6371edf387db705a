"""Places: venues and their coordinates."""

import attrs

from kepuyue.model import _datum
from kepuyue.model._field import (
    Within,
    checked,
    short_repr,
    valid_count,
    valid_id,
    valid_name,
    valid_region,
    valid_text,
)
from kepuyue.model.coded import Coded
from kepuyue.model.extra import EMPTY, Extra, to_extra
from kepuyue.model.source import Evidence, Source, notice


class Datum(Coded):
    """The map datums in use in China.

    Phones and RFC 5545 ``GEO`` speak WGS-84; Chinese map services give GCJ-02, Baidu BD-09.
    """

    WGS84 = "WGS-84", "WGS-84", "WGS-84", "GPS", "EPSG:4326"
    GCJ02 = "GCJ-02", "GCJ-02", "GCJ-02", "火星坐标", "高德", "腾讯地图"
    BD09 = "BD-09", "BD-09", "BD-09", "百度坐标", "百度地图"


Datum.WGS84.source = Source(
    title="EPSG:4326 WGS 84", url="https://epsg.io/4326", evidence=Evidence.A
)
# The two Chinese ones have no published standard, only the usage of the map services.
Datum.GCJ02.source = Source(title="GCJ-02，国内地图服务通行的坐标", evidence=Evidence.B)
Datum.BD09.source = Source(title="BD-09，百度地图开放平台的坐标", evidence=Evidence.B)


class VenueKind(Coded):
    """What kind of place a venue is."""

    CIVILIZATION_CENTRE = (
        "civilization_centre", "新时代文明实践中心（所、站）", "Civilization practice centre",
        "新时代文明实践中心", "新时代文明实践所", "新时代文明实践站", "文明实践中心", "文明实践站",
    )  # fmt: skip
    PARTY_SERVICE_CENTRE = (
        "party_service_centre", "党群服务中心", "Party and community service centre", "党群中心",
    )  # fmt: skip
    CULTURE_SPORTS_FACILITY = (
        "culture_sports_facility", "公共文化体育设施", "Public culture and sports facility",
        "文化馆", "体育馆", "文化站", "文体中心",
    )  # fmt: skip
    EDUCATION_BASE = "education_base", "科普教育基地", "Science education base", "科普基地"
    SCIENCE_MUSEUM = "science_museum", "科技馆", "Science museum", "科学馆"
    MOBILE_MUSEUM = "mobile_museum", "流动科技馆", "Mobile science museum", "中国流动科技馆"
    SCIENCE_CARAVAN = "science_caravan", "科普大篷车", "Science caravan", "大篷车"
    RURAL_SCHOOL_MUSEUM = (
        "rural_school_museum",
        "农村中学科技馆",
        "Rural school science museum",
        "乡村中学科技馆",
    )
    MUSEUM = "museum", "博物馆", "Museum", "纪念馆", "展览馆", "规划馆"
    LIBRARY = "library", "图书馆", "Library", "书店", "农家书屋"
    SCHOOL = "school", "学校", "School", "校园", "中学", "小学", "幼儿园"
    UNIVERSITY = "university", "高校", "University", "大学", "学院"
    INSTITUTE = "institute", "科研院所", "Research institute", "实验室"
    HOSPITAL = "hospital", "医院", "Hospital", "卫生院"
    ENTERPRISE = "enterprise", "企业", "Enterprise", "工厂", "企业场馆", "园区"
    COMMUNITY = "community", "社区", "Community", "小区", "居委会"
    VILLAGE = "village", "农村", "Village", "村", "田间地头", "村委会"
    SQUARE = "square", "广场", "Square", "街道", "商场"
    PARK = "park", "公园", "Park", "景区", "湿地公园", "植物园", "动物园", "自然保护区"
    THEATRE = "theatre", "剧场", "Theatre", "影院", "礼堂", "报告厅", "会议中心"
    ONLINE = "online", "线上", "Online", "直播间", "网络", "云上"
    OTHER = "other", "其他", "Other", "其它"


_NAMED_IN_NOTICE = {
    "四(二)": ("civilization_centre", "party_service_centre", "culture_sports_facility",
              "village", "community", "enterprise", "school"),
    "四(二)2": ("education_base", "science_museum", "mobile_museum", "science_caravan",
               "rural_school_museum"),
}  # fmt: skip
for _clause, _kinds in _NAMED_IN_NOTICE.items():
    for _kind in _kinds:
        VenueKind(_kind).source = notice(_clause)


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Coordinates:
    """A point on the map, with the datum it is given in.

    Attributes:
        latitude: degrees north, -90 to 90.
        longitude: degrees east, -180 to 180.
        datum: the map datum; the same point has other numbers in another.

    Raises:
        InvalidValueError: out of range, or not a finite number.

    >>> Coordinates(latitude=24.8104, longitude=113.5972).to(Datum.GCJ02)
    Coordinates(24.807339, 113.602390 GCJ-02)
    """

    latitude: float = attrs.field(validator=Within(-90, 90))
    longitude: float = attrs.field(validator=Within(-180, 180))
    datum: Datum = Datum.WGS84

    def to(self, datum: Datum) -> "Coordinates":
        """Return the same point in another datum.

        The way back is within a metre. Outside China GCJ-02 is WGS-84, as in the map services.

        Args:
            datum: the datum wanted.

        Example:
            >>> gps = Coordinates(latitude=24.8104, longitude=113.5972)
            >>> gps.to(Datum.BD09).to(Datum.WGS84).distance(gps) < 1
            True
        """
        if datum is self.datum:
            return self
        gps = _datum.to_wgs84(self.latitude, self.longitude, self.datum.id)
        latitude, longitude = _datum.from_wgs84(*gps, datum.id)
        return Coordinates(latitude=latitude, longitude=longitude, datum=datum)

    def distance(self, other: "Coordinates") -> float:
        """Return the great-circle distance in metres, datums reconciled.

        Args:
            other: the other point, in any datum.

        Returns:
            Metres on a sphere of the mean radius of the earth.

        Example:
            >>> a = Coordinates(latitude=0.0, longitude=0.0)
            >>> round(a.distance(Coordinates(latitude=1.0, longitude=0.0)))
            111195
        """
        here, there = self.to(Datum.WGS84), other.to(Datum.WGS84)
        return _datum.great_circle(here.latitude, here.longitude, there.latitude, there.longitude)

    def __repr__(self) -> str:
        """Return degrees and datum."""
        return f"Coordinates({self.latitude:.6f}, {self.longitude:.6f} {self.datum.value})"


@attrs.frozen(kw_only=True, repr=False, field_transformer=checked)
class Venue:
    """A place where sessions are held.

    Attributes:
        id: stable id.
        name: what it is called.
        kind: what kind of place it is.
        region: GB/T 2260 code of 6, 9 or 12 digits.
        address: down to the door number.
        coordinates: the point on the map.
        capacity: people it holds (人).
        source: where the facts come from.
        extra: what other tools attach.

    >>> Venue(id="bjzx", name="广东北江中学", kind=VenueKind.SCHOOL, region="440203")
    Venue(id='bjzx', name='广东北江中学', kind='school', region='440203')
    """

    id: str = attrs.field(validator=valid_id)
    name: str = attrs.field(validator=valid_name)
    kind: VenueKind = VenueKind.OTHER
    region: str | None = attrs.field(default=None, validator=valid_region)
    address: str | None = attrs.field(default=None, validator=valid_text)
    coordinates: Coordinates | None = None
    capacity: int | None = attrs.field(default=None, validator=valid_count)
    source: Source | None = None
    extra: Extra = attrs.field(default=EMPTY, converter=to_extra, hash=False)

    __repr__ = short_repr
