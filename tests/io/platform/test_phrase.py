import contextlib
import time
from datetime import date, datetime, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    CHINA_TIME,
    Activity,
    DateSpan,
    Frequency,
    Override,
    Programme,
    Recurrence,
    Session,
    TimeSlot,
)
from kepuyue.io._overrides import overridden
from kepuyue.io.platform.codec import CODECS, Row
from kepuyue.io.platform.phrase import (
    LONGEST,
    MOST,
    PhraseError,
    When,
    grammar,
    read_phrase,
    token,
)
from kepuyue.io.platform.phrase.cursor import Cursor
from kepuyue.io.platform.profile import Column
from kepuyue.model.recurrence import WEEKDAYS
from kepuyue.testing import make, strategies

SEPTEMBER = DateSpan(first=date(2025, 9, 1), last=date(2025, 9, 30))


def slot_told(slot: TimeSlot) -> str:
    end = slot.end
    told = f"{slot.start:%Y-%m-%d %H:%M}"
    if end is not None:
        told += f"{end:-%H:%M}" if end.date() == slot.first else f"{end:-%Y-%m-%d %H:%M}"
    return told


def days_told(days: DateSpan) -> str:
    return str(days.first) + (f"…{days.last}" if days.last != days.first else "")


def told(when: When) -> str:
    """Return what a When says on a line, dates of 2025 without their year."""
    parts = []
    if when.slot:
        parts.append(slot_told(when.slot))
    if when.days:
        parts.append(days_told(when.days))
    if when.text is not None:
        parts.append(f"“{when.text}”")
    if when.recurrence:
        parts += filter(None, [when.recurrence.rrule])
        parts += [f"+{day}" for day in when.recurrence.added]
        parts += [f"-{day}" for day in when.recurrence.excluded]
    for change in when.changes:
        moved = slot_told(change.slot) if change.slot else ""
        moved += days_told(change.days) if change.days else ""
        state = change.state.value if change.state else ""
        parts.append(f"[{change.on}: {' '.join(filter(None, (moved, change.venue, state)))}]")
    return " ".join(parts).replace("2025-", "")


def read(text: str, year: int | None = 2025, window: DateSpan | None = None) -> list[str]:
    phrase = read_phrase(text, year=year, window=window)
    return [told(when) for when in phrase.whens]


SAT = "FREQ=WEEKLY;UNTIL=20250930;BYDAY=SA"
WEEKEND = "FREQ=WEEKLY;UNTIL=20250930;BYDAY=SA,SU"
PHRASES = [
    # the table of what reading means, and what has been seen in such paperwork
    ("2025年9月13日（星期六）上午9:00-11:30", "09-13 09:00-11:30"),
    ("9月13日9:00—11:30", "09-13 09:00-11:30"),
    ("9月13日 9：00至11：30", "09-13 09:00-11:30"),
    ("2025-09-13 09:00~11:30", "09-13 09:00-11:30"),
    ("9月13日下午2:30-4:30", "09-13 14:30-16:30"),
    ("9月13日下午2点半到4点半", "09-13 14:30-16:30"),
    ("9月13日14时30分-16时30分", "09-13 14:30-16:30"),
    ("9月13日9:00", "09-13 09:00"),
    ("2025.9.13 14:30", "09-13 14:30"),
    ("9月13日上午", "09-13 “上午”"),
    ("9月13日", "09-13"),
    ("2025/9/13", "09-13"),
    ("20250913", "09-13"),
    ("45913", "09-13"),
    ("9月13日-15日", "09-13…09-15"),
    ("9月13—15日", "09-13…09-15"),
    ("9.13-9.15", "09-13…09-15"),
    ("2025年9月13日至15日", "09-13…09-15"),
    ("9月13、14日", "09-13 | 09-14"),
    ("9月13日、20日", "09-13 | 09-20"),
    ("9月13、20日 9:00-11:00", "09-13 09:00-11:00 | 09-20 09:00-11:00"),
    ("9月13日9:00-11:00；9月14日14:00-16:00", "09-13 09:00-11:00 | 09-14 14:00-16:00"),
    ("9月13日9:00-11:00\n9月14日14:00-16:00", "09-13 09:00-11:00 | 09-14 14:00-16:00"),
    ("9月13日至9月20日每天9：00-17：00", "09-13 09:00-17:00 FREQ=DAILY;UNTIL=20250920"),
    ("9月13日-20日（9:00-17:00）", "09-13 09:00-17:00 FREQ=DAILY;UNTIL=20250920"),
    ("9月全月", "09-01…09-30"),
    ("9月", "09-01…09-30"),
    ("2025年9月1日-30日", "09-01…09-30"),
    ("9月每周六上午", f"09-06 “上午” {SAT}"),
    ("9月每周六9:00-11:00", f"09-06 09:00-11:00 {SAT}"),
    ("9月13日20:00-次日2:00", "09-13 20:00-09-14 02:00"),
    ("9.13", "09-13"),
    # digits, dashes and marks of every kind
    ("９月１３日　９：００－１１：３０", "09-13 09:00-11:30"),
    ("2025 年 9 月 13 日 9:00 – 11:30", "09-13 09:00-11:30"),
    ("9月13日9:00――11:30", "09-13 09:00-11:30"),
    ("9月13日9∶00〜11∶30", "09-13 09:00-11:30"),
    ("9⽉13⽇", "09-13"),
    ("9月13号9點", "09-13 09:00"),
    ("9月13日──15日", "09-13…09-15"),
    ("【9月13日】", "09-13"),
    ("9月13日9:00-11:00。", "09-13 09:00-11:00"),
    ("活动时间：2025年9月13日", "09-13"),
    ("九月十三日上午九点半", "09-13 09:30"),
    ("二〇二五年九月二十日", "09-20"),
    ("十一月二十一日", "11-21"),
    # dates
    ("2025-09-13", "09-13"),
    ("2025-9-1", "09-01"),
    ("2025.09.13", "09-13"),
    ("9/13", "09-13"),
    ("9/9", "09-09"),
    ("9/13/2025", "09-13"),
    ("2024年2月29日", "2024-02-29"),
    ("9月13 14:00", "09-13 14:00"),
    ("2025年9月13日周六", "09-13"),
    ("9月13日（六）", "09-13"),
    ("9月13日（礼拜六）", "09-13"),
    ("2025.9", "09-01…09-30"),
    ("2025-09", "09-01…09-30"),
    ("9月份", "09-01…09-30"),
    ("2025年9月整月", "09-01…09-30"),
    ("9-10月", "09-01…10-31"),
    ("2025年9月至10月", "09-01…10-31"),
    ("2025年9-10月", "09-01…10-31"),
    # ranges and lists
    ("2025-09-13至2025-09-15", "09-13…09-15"),
    ("2025/9/13-2025/9/15", "09-13…09-15"),
    ("20250913-20250915", "09-13…09-15"),
    ("2025.9.13-9.15", "09-13…09-15"),
    ("2025.9.13-15", "09-13…09-15"),
    ("9.13-15", "09-13…09-15"),
    ("9/13-9/15", "09-13…09-15"),
    ("2025/9/1-9/10", "09-01…09-10"),
    ("9月13日一15日", "09-13…09-15"),
    ("8月30日至9月5日", "08-30…09-05"),
    ("2025年12月30日至2026年1月2日", "12-30…2026-01-02"),
    ("12月30日-1月2日", "12-30…2026-01-02"),
    ("自9月1日起至9月30日", "09-01…09-30"),
    ("从9月1日到9月30日止", "09-01…09-30"),
    ("9月13日（周六）至14日（周日）", "09-13…09-14"),
    ("9月13-14日（周六、周日）", "09-13…09-14"),
    ("9月13-14日（周六至周日）", "09-13…09-14"),
    ("9月13-14日（周末）", "09-13…09-14"),
    ("9月13日、14日（周六、日）", "09-13 | 09-14"),
    ("9月13日、20日（周六）", "09-13 | 09-20"),
    ("9月13日（周六）、14日（周日）", "09-13 | 09-14"),
    ("9月13日和20日", "09-13 | 09-20"),
    ("9月13日及10月20日", "09-13 | 10-20"),
    ("9月13、14、20日", "09-13 | 09-14 | 09-20"),
    ("9.13、9.20", "09-13 | 09-20"),
    ("9.13、14", "09-13 | 09-14"),
    ("9月13日-15日、20日", "09-13…09-15 | 09-20"),
    ("9月13日、15-17日", "09-13 | 09-15…09-17"),
    ("9月13日、2025年9月20日", "09-13 | 09-20"),
    ("2025年12月30日、2026年1月2日", "12-30 | 2026-01-02"),
    ("9月13日；9月14日", "09-13 | 09-14"),
    ("9月13日;;9月14日;", "09-13 | 09-14"),
    ("1、9月13日9:00；2、9月14日9:00", "09-13 09:00 | 09-14 09:00"),
    ("1.9月13日 9:00\n2.9月14日 10:00", "09-13 09:00 | 09-14 10:00"),
    ("（1）9月13日；（2）9月20日", "09-13 | 09-20"),
    ("1）9月13日；2）9月20日", "09-13 | 09-20"),
    ("①9月13日9:00 ②9月14日9:00", "09-13 09:00 | 09-14 09:00"),
    ("①2月13日", "02-13"),
    ("\ufeff9月\u200b13日\t9:00", "09-13 09:00"),
    # times of day
    ("9月13日9点", "09-13 09:00"),
    ("9月13日9点钟", "09-13 09:00"),
    ("9月13日9：00一11：00", "09-13 09:00-11:00"),
    ("9月13日9点整", "09-13 09:00"),
    ("9月13日9点一刻", "09-13 09:15"),
    ("9月13日9点05分", "09-13 09:05"),
    ("9月13日9点5分", "09-13 09:05"),
    ("9月13日9点30", "09-13 09:30"),
    ("9月13日9-11点", "09-13 09:00-11:00"),
    ("9月13日上午9-11时", "09-13 09:00-11:00"),
    ("9月13日上午9:00-下午5:00", "09-13 09:00-17:00"),
    ("9月13日上午9:00-12:00", "09-13 09:00-12:00"),
    ("9月13日上午9:00-14:00", "09-13 09:00-14:00"),
    ("9月13日下午2:30-16:30", "09-13 14:30-16:30"),
    ("9月13日下午14:30-16:30", "09-13 14:30-16:30"),
    ("9月13日中午12:00-2:00", "09-13 12:00-14:00"),
    ("9月13日晚上7点", "09-13 19:00"),
    ("9月13日晚7:30-9:30", "09-13 19:30-21:30"),
    ("9月13日晚上10:00-12:00", "09-13 22:00-09-14 00:00"),
    ("9月13日凌晨2:00", "09-13 02:00"),
    ("9月13日凌晨12点", "09-13 00:00"),
    ("9月13日20:00-24:00", "09-13 20:00-09-14 00:00"),
    ("9月13日 9:00 AM - 5:30 PM", "09-13 09:00-17:30"),
    ("9月13日9:00am-12:30pm", "09-13 09:00-12:30"),
    ("9月13日pm2:00", "09-13 14:00"),
    ("9月13日晚上8:00-第二天凌晨1:00", "09-13 20:00-09-14 01:00"),
    ("9月13日9:00-15日17:00", "09-13 09:00-09-15 17:00"),
    ("9月13日（周六）9:00-14日（周日）17:00", "09-13 09:00-09-14 17:00"),
    ("2025-09-13 09:00-2025-09-14 11:30", "09-13 09:00-09-14 11:30"),
    ("2025-09-13T09:00:00", "09-13 09:00"),
    ("2025/9/13 9:00:00", "09-13 09:00"),
    ("9月13日9:00开始", "09-13 09:00"),
    ("9月13日9:00起", "09-13 09:00"),
    ("9月13日（周六上午）", "09-13 “上午”"),
    ("9月13日(周六 上午9:00-11:00)", "09-13 09:00-11:00"),
    ("2025年9月13日\n9:00-11:30", "09-13 09:00-11:30"),
    ("2025年9月13日\n（星期六）\n上午9:00-11:30", "09-13 09:00-11:30"),
    ("9月13日，周六，9:00", "09-13 09:00"),
    ("9月13日9:00-11:00（周六）", "09-13 09:00-11:00"),
    ("9月13日 时间：9:00-11:00", "09-13 09:00-11:00"),
    ("9月13日9:00-11:00（北京时间）", "09-13 09:00-11:00"),
    ("9月13日上午、下午", "09-13 “上午” | 09-13 “下午”"),
    ("9月13日上、下午", "09-13 “上、下午”"),
    ("9月13日全天", "09-13 “全天”"),
    ("9月13日至15日上午", "09-13…09-15 “上午”"),
    ("9月13日上午9:00-11:00，下午2:00-4:00", "09-13 09:00-11:00 | 09-13 14:00-16:00"),
    ("9月13日上午9:00-11:00；下午14:30", "09-13 09:00-11:00 | 09-13 14:30"),
    ("9月13日9:00、14:00", "09-13 09:00 | 09-13 14:00"),
    ("9月13日 9:00 9月14日 9:00", "09-13 09:00 | 09-14 09:00"),
    ("9月13日9:00-11:00、14日14:00-16:00", "09-13 09:00-11:00 | 09-14 14:00-16:00"),
    ("9月13日举行", "09-13"),
    # what comes again
    ("9月每天9:00-17:00", "09-01 09:00-17:00 FREQ=DAILY;UNTIL=20250930"),
    ("9月每晚7:30-9:00", "09-01 19:30-21:00 FREQ=DAILY;UNTIL=20250930"),
    ("9月13日-15日每天9:00", "09-13 09:00 FREQ=DAILY;UNTIL=20250915"),
    ("9月13日-15日天天上午", "09-13 “上午” FREQ=DAILY;UNTIL=20250915"),
    ("9月13-14日9:00-11:00（周六、周日）", "09-13 09:00-11:00 FREQ=DAILY;UNTIL=20250914"),
    (
        "9月13日-15日、20日9:00-11:00",
        "09-13 09:00-11:00 FREQ=DAILY;UNTIL=20250915 | 09-20 09:00-11:00",
    ),
    ("9月13日、14日每天9:00-17:00", "09-13 09:00-17:00 | 09-14 09:00-17:00"),
    ("9月5、12日每周五", "09-05 | 09-12"),
    ("9月每周六", f"09-06 {SAT}"),
    ("9月的每个周六", f"09-06 {SAT}"),
    ("9月逢周六", f"09-06 {SAT}"),
    ("9月1日-30日每周六、周日9:00-11:00", f"09-06 09:00-11:00 {WEEKEND}"),
    ("9月1日-30日9:00-11:00，每周六、日", f"09-06 09:00-11:00 {WEEKEND}"),
    ("9月每周六、每周日", f"09-06 {WEEKEND}"),
    ("9月每周六日", f"09-06 {WEEKEND}"),
    ("9月周末", f"09-06 {WEEKEND}"),
    ("9月13-27日（周六）", "09-13 FREQ=WEEKLY;UNTIL=20250927;BYDAY=SA"),
    ("9月每周一、三、五", "09-01 FREQ=WEEKLY;UNTIL=20250930;BYDAY=MO,WE,FR"),
    ("9月每周一三五9:00", "09-01 09:00 FREQ=WEEKLY;UNTIL=20250930;BYDAY=MO,WE,FR"),
    ("9月每周四、五、六日", "09-04 FREQ=WEEKLY;UNTIL=20250930;BYDAY=TH,FR,SA,SU"),
    ("9月每周一至周五上午", "09-01 “上午” FREQ=WEEKLY;UNTIL=20250930;BYDAY=MO,TU,WE,TH,FR"),
    ("9月每周一至五", "09-01 FREQ=WEEKLY;UNTIL=20250930;BYDAY=MO,TU,WE,TH,FR"),
    ("9月每周六至周一", "09-01 FREQ=WEEKLY;UNTIL=20250930;BYDAY=SA,SU,MO"),
    ("9月工作日9:00-17:00", "09-01 09:00-17:00 FREQ=WEEKLY;UNTIL=20250930;BYDAY=MO,TU,WE,TH,FR"),
    (
        "9月1日-30日，周二至周日9:00-17:00（周一闭馆）",
        "09-02 09:00-17:00 FREQ=WEEKLY;UNTIL=20250930;BYDAY=TU,WE,TH,FR,SA,SU",
    ),
    ("9月1日-30日（周一闭馆）", "09-02 FREQ=WEEKLY;UNTIL=20250930;BYDAY=TU,WE,TH,FR,SA,SU"),
    ("9月每月5日", "09-05 FREQ=MONTHLY;UNTIL=20250930;BYMONTHDAY=5"),
    ("9月-12月每月5日、20日", "09-05 FREQ=MONTHLY;UNTIL=20251231;BYMONTHDAY=5,20"),
    ("9月13日9:00，每周六，共4次", "09-13 09:00 FREQ=WEEKLY;COUNT=4;BYDAY=SA"),
    ("9月每周六9:00，共4次", f"09-06 09:00 {SAT}"),
    ("9月每周六9:00，除20日", f"09-06 09:00 {SAT} -09-20"),
    ("9月每周六9:00，9月20日除外", f"09-06 09:00 {SAT} -09-20"),
    ("9月每周六9:00，另加9月21日、28日", f"09-06 09:00 {SAT} +09-21 +09-28"),
    ("9月1日起每周六9:00，至9月30日", f"09-06 09:00 {SAT}"),
    ("9月1日起每周六9:00，共4次", "09-06 09:00 FREQ=WEEKLY;COUNT=4;BYDAY=SA"),
    ("9月1日-7日9:00-17:00，除9月3日", "09-01 09:00-17:00 FREQ=DAILY;UNTIL=20250907 -09-03"),
    (
        "2025年9月13日9:00，FREQ=MONTHLY;BYDAY=2SA,3SA，至12月31日",
        "09-13 09:00 FREQ=MONTHLY;UNTIL=20251231;BYDAY=2SA,3SA",
    ),
    (
        "9月每周六9:00-10:00，14:00-15:00",
        f"09-06 09:00-10:00 {SAT} | 09-06 14:00-15:00 {SAT}",
    ),
    ("2025年9月13日，每次3天，每周六，共2次", "09-13…09-15 FREQ=WEEKLY;COUNT=2;BYDAY=SA"),
    # what differs at single dates
    ("9月13日9:00，9月13日取消", "09-13 09:00 [09-13: cancelled]"),
    ("9月每周六9:00，9月20日延期", f"09-06 09:00 {SAT} [09-20: postponed]"),
    (
        "9月13日9:00-11:00，每周六，9月27日改为14:30-16:00",
        "09-13 09:00-11:00 FREQ=WEEKLY;BYDAY=SA [09-27: 09-27 14:30-16:00]",
    ),
    (
        "9月13日9:00，每周六，9月27日改为2025年9月28日（星期日）9:00（延期）",
        "09-13 09:00 FREQ=WEEKLY;BYDAY=SA [09-27: 09-28 09:00 postponed]",
    ),
    (
        "9月13日，每周六，9月27日改为2025年9月28日（星期日）并改在市民广场",
        "09-13 FREQ=WEEKLY;BYDAY=SA [09-27: 09-28 市民广场]",
    ),
    (
        "9月13日9:00，每周六，9月20日改在甲（乙），9月27日改在丙，丁（取消）",
        "09-13 09:00 FREQ=WEEKLY;BYDAY=SA [09-20: 甲（乙）] [09-27: 丙，丁 cancelled]",
    ),
    # what is open
    ("9月上旬", "“9月上旬”"),
    ("9月初", "“9月初”"),
    ("9月底", "“9月底”"),
    ("待定", "“待定”"),
    ("9月1日起", "“9月1日起”"),
    ("9月1日起每周六9:00-11:00", "“9月1日起每周六9:00-11:00”"),
    ("长期", "“长期”"),
    ("开学第一周", "“开学第一周”"),
    ("国庆期间", "“国庆期间”"),
    ("具体时间另行通知", "“具体时间另行通知”"),
    ("即日起至9月30日", "“即日起至9月30日”"),
    ("9月第二周", "“9月第二周”"),
    ("9月（时间待定）", "“9月（时间待定）”"),
    ("9月13日左右", "“9月13日左右”"),
    ("9月13日（具体时间待定）", "09-13 “具体时间待定”"),
    ("9月13日9:00-11:00\n待定", "09-13 09:00-11:00 | “待定”"),
    ("9月13日上午9:00左右", "09-13 09:00"),
    ("暂定9月13日", "09-13"),
    ("9月13日（暂定）", "09-13"),
]


@pytest.mark.parametrize(("text", "expected"), PHRASES)
def test_phrases_are_read(text: str, expected: str) -> None:
    assert " | ".join(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("9月13日", None),
        ("45913", "serial"),
        ("9月上旬", "no-date"),
        ("9月1日起", "no-date"),
        ("9月13日前后", "no-date"),
        ("9月13日，时间待定", "no-time"),
        ("9月13日9:00左右", "approximate"),
        ("9月13日约9:00", "approximate"),
        ("拟于9月13日", "approximate"),
        ("9月13日（暂定）", "approximate"),
        ("9月1日-15日期间", "approximate"),
        ("9月工作日9:00", "workdays"),
    ],
)
def test_what_is_left_open_is_noted(text: str, note: str | None) -> None:
    assert read_phrase(text, year=2025).note == note


REFUSALS = [
    ("9月31日", "impossible", "9月31日"),
    ("2月29日", "impossible", "2月29日"),
    ("9月0日", "impossible", "9月0日"),
    ("25:00", "impossible", "25:00"),
    ("9月13日25:00", "impossible", "25:00"),
    ("9月13日9:60", "impossible", "60"),
    ("9月13日24:30", "impossible", "24:30"),
    ("9月13日上午14:00", "impossible", "14:00"),
    ("9月30日-8月2日", "impossible", "8月2日"),
    ("2025年9月30日-2024年10月2日", "impossible", "2024年"),
    ("9月每周六9:00，共0次", "impossible", "0次"),
    ("9月每月32日", "impossible", "32日"),
    ("9月1日-2日每周六", "impossible", "9月1日-2日每周六"),
    ("9999年12月31日20:00-次日2:00", "impossible", ""),
    ("1900年1月1日9:00", "impossible", ""),
    ("13/9", "ambiguous", "13/9"),
    ("9/10", "ambiguous", "9/10"),
    ("9/10/2025", "ambiguous", "9/10/2025"),
    ("9.10.2025", "ambiguous", "9.10.2025"),
    ("9月13日或14日", "ambiguous", "或14日"),
    ("9月13日9:00或10:00", "ambiguous", "或10:00"),
    ("25年9月13日", "ambiguous", "25年9月13日"),
    ("13日9:00", "ambiguous", "13日9:00"),
    ("9.13-15:00", "ambiguous", "15:00"),
    ("9月13-15点", "ambiguous", "9月13-15点"),
    ("9月9:00-11:00", "ambiguous", "9月9:00"),
    ("9月13日10-12日", "ambiguous", "10-12日"),
    ("9月13日14日", "ambiguous", "14日"),
    ("9月13日9.10-11.30", "ambiguous", "9.10-11.30"),
    ("9.13 9.30-11.30", "ambiguous", "9.30-11.30"),
    ("9.13，9.14", "ambiguous", "9.14"),
    ("9月13日9:00-5:00", "ambiguous", "9:00-5:00"),
    ("9月13日上午9:00-5:00", "ambiguous", "上午9:00-5:00"),
    ("9月13日20:00-2:00", "ambiguous", "20:00-2:00"),
    ("9月13日晚上12点", "ambiguous", "晚上12点"),
    ("9月13日24:00", "ambiguous", "24:00"),
    ("9月13日-15日9:00", "ambiguous", "9月13日-15日9:00"),
    ("9月13日每天9:00-17:00", "ambiguous", "9月13日每天"),
    ("9月13日、20日每周一9:00", "ambiguous", "9月13日、20日"),
    ("9月1日-7日，除9月3日", "ambiguous", "9月1日-7日"),
    ("9月13日9:00（周一闭馆）", "ambiguous", "9月13日9:00"),
    ("9月每周六9:00，共3次", "ambiguous", "9月每周六"),
    ("9月每周六9:00，至9月20日", "ambiguous", "9月每周六"),
    ("9月13日9:00，每周六，共3次，共4次", "ambiguous", "4次"),
    ("9月13日9:00，另加9月20日、9月20日", "ambiguous", "日"),
    ("9月13日9:00，9月13日取消，9月13日延期", "ambiguous", "9月13日延期"),
    ("9月13日9:00，共3次", "ambiguous", "9月13日9:00"),
    ("9月13日9:00、14:00，9月13日取消", "ambiguous", "9月13日9:00"),
    ("9月13日9:00（国庆期间）", "ambiguous", "9月13日9:00"),
    ("9月13日（星期日）", "weekday", "(星期日)"),
    ("9月13日9:00-11:00（周日）", "weekday", "周日"),
    ("9月13日9:00-9月14日（周六）17:00", "weekday", "(周六)"),
    ("9月13-14日（周五、周六）", "weekday", "(周五、周六)"),
    ("9:00-11:00", "no-date", "9:00-11:00"),
    ("上午", "no-date", "上午"),
    ("每周六、日9:00-11:00", "no-date", "每周六"),
    ("", "unknown", ""),
    ("　", "unknown", ""),
    ("不是日期", "unknown", "不是日期"),
    ("9月13日在广场", "unknown", "广场"),
    ("9月13日（", "unknown", "("),
    ("9月13日）", "unknown", ")"),
    ("2025年", "unknown", "2025年"),
    ("2025-9-13-15", "unknown", "-15"),
    ("2025-09-13T09:00:00+08:00", "unknown", "+08:00"),
    ("9月13日9:0", "unknown", "0"),
    ("9月13日9:00-", "unknown", ""),
    ("9月13日9:00-9月15日", "unknown", ""),
    ("9月013日", "unknown", "013日"),
    ("9月1²日", "unknown", ""),
    ("3、9月13日", "unknown", "3、9月13日"),
    ("9月13日9:00，FREQ=HOURLY", "unknown", "FREQ=HOURLY"),
    ("9月13日9:00，9月13日改在", "unknown", ""),
    ("9月13日9:00，9月13日改为上午", "unknown", ""),
    ("9月13日，每次半天，每周六", "unknown", "每次半天"),
    ("9月13日，每次99999天，每周六", "unknown", "每次99999天"),
    ("9月13日9:00，每月第一", "unknown", "每月第一"),
    ("9月13日9:00，9月13日改为10:00（取消", "unknown", "取消"),
    ("9月13日9:00，9月13日改为9月14日-15日 10:00", "unknown", ""),
    ("9月13日待定？", "unknown", ""),
    ("9月上旬\x0b", "unknown", ""),
    ("9月13日、" * 450, "too-long", ""),
    ("9月1日" + "、1日" * 450, "too-long", ""),
    ("9" * 2001, "too-long", ""),
    ("9" * 2000, "unknown", "999"),
]


@pytest.mark.parametrize(("text", "why", "part"), REFUSALS)
def test_what_is_not_understood_or_ambiguous_is_refused(text: str, why: str, part: str) -> None:
    with pytest.raises(PhraseError) as refused:
        read_phrase(text, year=2025)

    assert refused.value.why == why
    assert part in refused.value.zh
    assert part in refused.value.en
    assert refused.value.expected_zh
    assert refused.value.expected_en
    assert str(refused.value) == f"{refused.value.zh} / {refused.value.en}"


def test_the_year_is_that_of_the_text_then_the_option_then_the_campaign() -> None:
    assert read("2024年9月13日", 2025, SEPTEMBER) == ["2024-09-13"]
    assert read("9月13日、2024年9月14日", 2025) == ["09-13", "2024-09-14"]
    assert read("9月13日、2024年9月14日", None) == ["2024-09-13", "2024-09-14"]
    assert read("9月13日", 2026, SEPTEMBER) == ["2026-09-13"]
    assert read("9月13日", None, SEPTEMBER) == ["09-13"]
    with pytest.raises(PhraseError) as refused:
        read("9月13日", None)
    assert refused.value.why == "no-year"


def test_a_campaign_over_the_turn_of_the_year_has_the_year_of_the_month() -> None:
    winter = DateSpan(first=date(2025, 12, 15), last=date(2026, 1, 15))

    assert read("12月20日、1月5日", None, winter) == ["12-20", "01-05"]
    assert read("1月5日", None, winter) == ["2026-01-05"]
    with pytest.raises(PhraseError, match="没有年份"):
        read("5月5日", None, winter)


def test_a_rule_alone_lasts_as_long_as_the_campaign() -> None:
    assert read("每周六、日9:00-11:00", None, SEPTEMBER) == [f"09-06 09:00-11:00 {WEEKEND}"]
    assert read("每天上午", None, SEPTEMBER) == ["09-01 “上午” FREQ=DAILY;UNTIL=20250930"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{} {}".format("2025-09-13", "上午9:00-11:30"), "09-13 09:00-11:30"),
        ("{}至{}".format("2025-09-13 09:00:00", "2025-09-13 11:30:00"), "09-13 09:00-11:30"),
        ("{}至{}".format("9月13日", "9月15日"), "09-13…09-15"),
        ("{} {}至{}".format("9月13日", "9点半", "11点"), "09-13 09:30-11:00"),
    ],
)
def test_columns_that_stand_apart_are_put_together_as_text(text: str, expected: str) -> None:
    assert read(text) == [expected]


# What the words of our own tables cannot say, and so is left out here: other zones than that of
# China, seconds, years before 1000, times before 1992 (daylight saving), blocks of days that come
# again, an empty recurrence, and changes that make no difference.


def day_of(day: date) -> date:
    return day if day.year >= 1000 else day + timedelta(days=365_250)


def days_of(days: DateSpan) -> DateSpan:
    return DateSpan(first=day_of(days.first), last=day_of(days.last))


def slot_of(slot: TimeSlot) -> TimeSlot:
    start = slot.start.astimezone(CHINA_TIME).replace(second=0, microsecond=0)
    start = start.replace(year=max(start.year, 1992), day=min(start.day, 28))
    length = slot.duration
    end = length if length is None else start + timedelta(minutes=length // timedelta(minutes=1))
    return TimeSlot(start=start, end=end)


def recurrence_of(recurrence: Recurrence, start: date) -> Recurrence | None:
    """Return a recurrence as words tell it: with what a plain rule leaves open."""
    found = attrs.evolve(
        recurrence,
        until=recurrence.until and day_of(recurrence.until),
        added=tuple(sorted({day_of(day) for day in recurrence.added})),
        excluded=tuple(sorted({day_of(day) for day in recurrence.excluded})),
        by_day=tuple(day.removeprefix("+") for day in recurrence.by_day),
    )
    plain = attrs.evolve(found, until=None, count=None, added=(), excluded=())
    if plain == Recurrence(week_start=plain.week_start):
        return attrs.evolve(found, week_start="MO") if found.added or found.excluded else None
    if plain == Recurrence(frequency=Frequency.WEEKLY):
        return attrs.evolve(found, by_day=(WEEKDAYS[start.weekday()],))
    if plain == Recurrence(frequency=Frequency.MONTHLY):
        return attrs.evolve(found, by_month_day=(start.day,))
    return found


def override_of(override: Override, on: date) -> Override:
    return attrs.evolve(
        override,
        on=on,
        slot=override.slot and slot_of(override.slot),
        days=override.days and days_of(override.days),
        note=None,
    )


def sayable(session: Session) -> Session:
    """Return a session that words can say, as like to this one as can be."""
    slot = session.slot and slot_of(session.slot)
    days = session.days and days_of(session.days)
    if days is not None and session.overrides:
        days = DateSpan.day(days.first)
    if slot is None and days is None:
        days = DateSpan.day(date(2025, 9, 13))
    start = (slot or days or SEPTEMBER).first
    recurrence = session.recurrence and recurrence_of(session.recurrence, start)
    dates = [start, *(recurrence.added if recurrence else ())]
    overrides = [override_of(o, on) for o, on in zip(session.overrides, dates, strict=False)]
    kept = {o.on: o for o in overrides}
    return attrs.evolve(
        session, slot=slot, days=days, recurrence=recurrence, overrides=tuple(kept.values())
    )


def changes_of(session: Session) -> tuple[Override, ...]:
    """Return what the words tell of changes."""
    given_on = {override.on: override for override in session.overrides}
    found = (given_on[occurrence.on] for occurrence in overridden(session))
    told = (attrs.evolve(o, venue=None if o.venue == session.venue else o.venue) for o in found)
    return tuple(o for o in told if o != Override(on=o.on))


def written(session: Session) -> str:
    activity = make(Activity, sessions=(session,))
    row = Row(Programme(activities=(activity,)), activity, session, 1, first=True)
    return str(CODECS["when"](Column(heading="活动时间", codec="when")).write(row))


@given(strategies.sessions().map(sayable))
def test_what_we_write_comes_back(session: Session) -> None:
    (when,) = read_phrase(written(session)).whens

    assert when.slot == session.slot
    assert when.days == session.days
    assert when.recurrence == session.recurrence
    assert when.changes == changes_of(session)
    in_words = session.days is not None and session.when_text in token.PARTS_OF_DAY
    assert when.text == (session.when_text if in_words else None)


@given(strategies.date_spans(), st.sampled_from(sorted(token.PARTS_OF_DAY)))
def test_a_part_of_the_day_comes_back_beside_days(days: DateSpan, part: str) -> None:
    days = days_of(days)
    session = Session(id="1", days=days, when_text=part)

    assert read_phrase(written(session)).whens == (When(days=days, text=part),)


WORDS = [
    *sorted(token.WORDS | token.KNOWN | set("号至～—（），；：改并或共除① \n２０")),
    "9月", "13日", "2025年", "9:00", "-11:30", "20250913", "9.13", "每周六", "FREQ=DAILY",
    "改在某地",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=20), st.booleans())
def test_whatever_stands_there_is_read_or_refused(words: list[str], has_year: bool) -> None:  # noqa: FBT001
    try:
        phrase = read_phrase("".join(words), year=2025 if has_year else None, window=SEPTEMBER)
    except PhraseError:
        return
    assert 0 < len(phrase.whens) <= MOST
    for when in phrase.whens:
        kept = Session(
            id="1", slot=when.slot, days=when.days, when_text=when.text, recurrence=when.recurrence
        )
        assert kept.when or kept.when_text


REPEATED = [
    *WORDS, "9月13日、", "9.13、", "9:00、", "9月13日（周六）、", "，9月13日取消", "待定；",
    "周六、",
    "13-", "13日（周六、日）、", "改在", "9月13日改在甲，", "9月9日每周一、", "(",
    "9月1日-30日（周六）、",
]  # fmt: skip


def test_the_longest_phrases_take_as_long_as_they_are() -> None:
    """A token repeated: what took a second would be no linear time."""
    for start in ("", "9月13日", "9月13日9:00，每周六，"):
        for word in REPEATED:
            text = (start + word * LONGEST)[:LONGEST]
            begin = time.process_time()
            with contextlib.suppress(PhraseError):
                read_phrase(text, year=2025)
            assert time.process_time() - begin < 0.5, word


def test_every_day_of_a_year_comes_back() -> None:
    first = date(2024, 1, 1)
    days = [first + timedelta(days=step) for step in range(366)]
    text = [f"{day.year}年{day.month}月{day.day}日" for day in days]

    for day, (this, following) in zip(days, pairwise(text), strict=False):
        assert read_phrase(this).whens == (When(days=DateSpan.day(day)),)
        span = DateSpan(first=day, last=day + timedelta(days=1))
        assert read_phrase(f"{this}至{following}").whens == (When(days=span),)


@given(
    start=st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001  (no zone)
    hour=st.integers(0, 30), minute=st.integers(0, 70),
    weekday=st.sampled_from("一二三四五六日"), is_right=st.booleans(),
)  # fmt: skip
def test_a_time_written_in_full_is_read_as_the_grammar_reads_it(
    start: datetime, hour: int, minute: int, weekday: str, *, is_right: bool
) -> None:
    weekday = "一二三四五六日"[start.weekday()] if is_right else weekday
    day = f"{start.year}年{start.month}月{start.day}日（星期{weekday}）"
    text = f"{day}{start.hour}:{start.minute:02}-{hour}:{minute:02}"
    plain = grammar._plain(text)

    if plain is not None:
        cursor = Cursor(text, year=None, window=None)
        assert grammar._Reader(cursor).read() == [When(slot=plain)]
        assert cursor.note is None
