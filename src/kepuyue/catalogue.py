"""Every message of the library, by its code, in Chinese and English.

A template is filled by :func:`str.format` with the params of the finding. The value that stood
there and the nearest valid values are appended, so no template repeats them. Codes are
``KY-<AREA><nnn>``: they are never reused and never change their meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    # VAL, a value that means nothing
    "KY-VAL001": ("{field} 不能为空", "{field} is empty"),
    "KY-VAL002": (
        "{field} 含有控制字符、行分隔符或不成对的代理字符",
        "{field} has a control character, a line separator or a lone surrogate",
    ),
    "KY-VAL003": ("{field} 应为{expected_zh}", "{field} must be {expected_en}"),
    "KY-VAL004": (
        "{field} 没有时区；请写明，例如 {example}",
        "{field} has no time zone; write it with one, such as {example}",
    ),
    "KY-VAL005": ("没有这样的时区（IANA）", "there is no such IANA time zone"),
    "KY-VAL006": ("{field} 早于 {first}", "{field} is before {first}"),
    "KY-VAL007": ("{fields} 只能给出一个", "give at most one of {fields}"),
    "KY-VAL008": (
        "{field} 超出范围：应在 {low} 至 {high} 之间",
        "{field} is out of range: it must be from {low} to {high}",
    ),
    "KY-VAL009": (
        "{field} 只接受 http、https、mailto、tel、webcal 网址",
        "{field} takes only http, https, mailto, tel and webcal addresses",
    ),
    "KY-VAL010": ("{field} 有重复项", "{field} has a repeated item"),
    "KY-VAL011": (
        "{field} 应为一组值；单个值请写成 ({value_hint},)",
        "{field} takes several values; write a single one as ({value_hint},)",
    ),
    "KY-VAL012": (
        "{field} 不是 JSON 能表达的值：{why_zh}",
        "{field} is not a value JSON can carry: {why_en}",
    ),
    "KY-VAL013": (
        "{field} 与 UTC 的时差不是整分钟，RFC 3339 无法表达",
        "{field} has a UTC offset that is no whole minute, which RFC 3339 cannot write",
    ),
    "KY-VAL014": ("只读，不能修改；请用 kepuyue.evolve", "read-only; use kepuyue.evolve"),
    # REF, names and ids that are looked up
    "KY-REF001": ("没有这样的{kind_zh}", "there is no such {kind_en}"),
    "KY-REF002": (
        "名称不唯一（可能是：{candidates_zh}）",
        "the name is ambiguous (it may be: {candidates_en})",
    ),
    # COD, codes
    "KY-COD001": (
        "行政区划代码应为 2、4、6、9 或 12 位数字",
        "a region code has 2, 4, 6, 9 or 12 digits",
    ),
    "KY-COD002": (
        "行政区划代码不在 GB/T 2260 中",
        "the region code is not in GB/T 2260",
    ),
    "KY-COD003": (
        "统一社会信用代码不合 GB 32100-2015：{why_zh}",
        "the unified social credit code breaks GB 32100-2015: {why_en}",
    ),
    "KY-COD004": (
        "发文字号应形如 韶市科协联字〔2025〕12号",
        "a document number looks like 韶市科协联字〔2025〕12号",
    ),
    "KY-COD005": (
        "{field} 应为 6、9 或 12 位区划代码；kepuyue.region.validate 可补足，如 44 补为 440000",
        "{field} must be 6, 9 or 12 digits; kepuyue.region.validate fills up a code, 44 to 440000",
    ),
    # SCH, schedules
    "KY-SCH001": ("重复规则 {part} 无效", "the recurrence part {part} is invalid"),
    "KY-SCH002": (
        "重复规则须以天或更长为单位",
        "a recurrence must be daily or slower",
    ),
    "KY-SCH003": (
        "重复超出上限：{limit_zh}",
        "the recurrence passes a limit: {limit_en}",
    ),
    "KY-SCH004": (
        "重复规则要有起始的时间段或日期",
        "a recurrence needs the slot or days that it repeats",
    ),
    # INT, integrity of a programme
    "KY-INT001": (
        "{field} 引用的{kind_zh}不存在",
        "{field} refers to no existing {kind_en}",
    ),
    "KY-INT002": ("{kind_zh} id 重复", "the {kind_en} id is used more than once"),
    "KY-INT003": ("上级关系成环：{cycle}", "the parents form a cycle: {cycle}"),
    "KY-INT004": (
        "合并冲突：{kind_zh}的 {fields} 不一致",
        "merge conflict: the {kind_en} differs in {fields}",
    ),
    "KY-INT005": (
        "场次 {session} 在这一天没有安排，对该日的更改不起作用",
        "session {session} has no occurrence on that day, so what is to differ there has no effect",
    ),
    # LOD, reading
    "KY-LOD001": ("无法读取：{why_zh}", "it cannot be read: {why_en}"),
    "KY-LOD002": ("不是 UTF-8 文本", "this is no UTF-8 text"),
    "KY-LOD003": ("不是有效的 JSON：{why_zh}", "this is no valid JSON: {why_en}"),
    "KY-LOD004": ("嵌套过深", "it is nested too deeply"),
    "KY-LOD005": ("数字过长", "a number is too long"),
    "KY-LOD006": ("JSON 没有这个数", "JSON has no such number"),
    "KY-LOD007": (
        "不是 kepuyue 文档：format 应为 {format}{missing_zh}",
        "this is no kepuyue document: format must be {format}{missing_en}",
    ),
    "KY-LOD008": (
        "请升级 kepuyue：本版本最高支持 {known}，而文档的版本较新",
        "upgrade kepuyue: this release knows up to {known}, and the document is of a newer version",
    ),
    "KY-LOD009": (
        "大于 {limit} 字节；确需读取时请另给 max_bytes",
        "it has more than {limit} bytes; give another max_bytes to read it all the same",
    ),
    "KY-LOD010": ("应为{expected_zh}", "expected {expected_en}"),
    "KY-LOD011": ("不认识的键", "unknown key"),
    "KY-LOD012": ("键重复", "the key is repeated"),
    "KY-LOD013": ("缺少必需的键", "a required key is missing"),
    "KY-LOD014": ("表格方案有误：{why_zh}", "the profile is wrong: {why_en}"),
    "KY-LOD015": (
        "另有 {count} 处问题未列出",
        "further findings are not listed: {count}",
    ),
    "KY-LOD016": (
        '不是二进制流；请以二进制方式打开，例如 open(path, "rb")',
        'this stream gives no bytes; open it in binary mode, as by open(path, "rb")',
    ),
    "KY-LOD017": (
        "文档为第 {version} 版：以上位置按升级后的第 {known} 版表示",
        "the document is of version {version}: the paths are those after its migration to {known}",
    ),
    # DMP, writing
    "KY-DMP001": ("无法写入：{why_zh}", "it cannot be written: {why_en}"),
    "KY-DMP002": (
        "尚未打开；请在 with 语句中使用",
        "it is not open; use it in a with block",
    ),
    "KY-DMP003": (
        "不是普通文件（可能是管道或设备），不能整体替换",
        "it is no regular file (a pipe or a device?), so it cannot be replaced whole",
    ),
    "KY-DMP010": (
        "{count} 个场次没有日期，日历无法收录",
        "a calendar cannot carry sessions without a date; there are {count}",
    ),
    "KY-DMP011": (
        "{kind_zh} {count} 项不单独写入，至多在所涉活动中列出名称",
        "of kind {kind_en} {count} are not written, but by name where an activity refers to them",
    ),
    "KY-DMP012": (
        "活动没有场次，日历无法收录",
        "a calendar cannot carry an activity without sessions",
    ),
    "KY-DMP013": (
        "{kind_zh}的 {fields} 不写入（涉及 {count} 项）",
        "of kind {kind_en} these fields are not written: {fields} (said by {count})",
    ),
    "KY-DMP014": (
        "整个文档的附加数据不写入",
        "extra data of the programme itself are not written",
    ),
    "KY-DMP101": (
        "文字超过单元格上限 {limit} 字，超出部分不写",
        "the text is cut at the {limit} characters that a cell holds",
    ),
    "KY-DMP102": (
        "表格方案 {profile} 没有这类内容的表格",
        "the profile {profile} has no table of this kind",
    ),
    "KY-DMP200": (
        'JSON-LD 只有公开视图（view="public"）',
        'JSON-LD has a public view only (view="public")',
    ),
    "KY-DMP201": (
        "{count} 个场次没有日期，JSON-LD 中不写日期",
        "sessions without a date stand in JSON-LD without one; there are {count}",
    ),
    "KY-DMP202": (
        "活动没有场次，JSON-LD 中没有日期",
        "an activity without sessions stands in JSON-LD without a date",
    ),
    "KY-DMP203": (
        "{count} 个场次的重复超过 {days} 天，其后各次不逐一列出",
        "occurrences after {days} days are not listed; sessions that have some: {count}",
    ),
    # ICS, calendars (RFC 5545, 7986, 9073); from 101 what is put right, each by its name
    "KY-ICS001": (
        "不是日历：没有 BEGIN:VCALENDAR",
        "this is no calendar: it has no BEGIN:VCALENDAR",
    ),
    "KY-ICS002": ("不是内容行，已略过", "this is no content line and was passed over"),
    "KY-ICS003": (
        "{name} 的值无法读取，原样保留在 extra 中",
        "the value of {name} cannot be read; it stays as it is in extra",
    ),
    "KY-ICS004": (
        "一行超过 {limit} 字节，已略过",
        "the line has more than {limit} octets and was left out",
    ),
    "KY-ICS005": (
        "组件嵌套超过 {limit} 层，更深的已略过",
        "components are nested deeper than {limit}; what is below was left out",
    ),
    "KY-ICS006": (
        "组件超过 {limit} 个字符，其余已略过",
        "the component has more than {limit} characters; the rest was left out",
    ),
    "KY-ICS007": (
        "{what} 不能表达为按天或更慢的重复；只保留第一次，原文保留在 extra 中",
        "{what} is no recurrence that the model has; the first occurrence stays, the rule in extra",
    ),
    "KY-ICS008": (
        "日期超过 {limit} 个，其余已略过",
        "there are more than {limit} dates; the rest was left out",
    ),
    "KY-ICS009": ("活动没有开始时间", "the event has no start"),
    "KY-ICS010": (
        "有字节不是文字（UTF-8 或 GB 18030），已换成 U+FFFD",
        "octets are no text (UTF-8 or GB 18030) and stand as U+FFFD",
    ),
    "KY-ICS011": (
        "原日历标为不公开；发布前请确认",
        "its calendar marks it as not public; make sure before you publish it",
    ),
    "KY-ICS012": (
        "只有一条规则 (RRULE) 计入；这条 {name} 原样保留在 extra 中",
        "one RRULE counts and no other rule; this {name} stays as it is in extra",
    ),
    "KY-ICS101": ("文件以字节顺序标记开头", "the file begins with a byte order mark"),
    "KY-ICS102": ("按 UTF-16 读取", "read as UTF-16"),
    "KY-ICS103": ("按 GB 18030 读取", "read as GB 18030"),
    "KY-ICS104": ("行尾只有 LF", "lines end with a line feed alone"),
    "KY-ICS105": ("行尾只有 CR", "lines end with a carriage return alone"),
    "KY-ICS106": ("缺少 END，已补上", "an END is missing and was put in"),
    "KY-ICS107": (
        "缺少 BEGIN:VCALENDAR，已补上",
        "BEGIN:VCALENDAR is missing and was put in",
    ),
    "KY-ICS111": ("Windows 时区名按 {zone} 读取", "the Windows name of a zone is read as {zone}"),
    "KY-ICS112": ("时区名按 {zone} 读取", "the name of the zone is read as {zone}"),
    "KY-ICS113": (
        "自定义时区的规则与 {zone} 一致，按此读取",
        "the rules of the zone are those of {zone}, as which it is read",
    ),
    "KY-ICS114": (
        "不认识的时区；按 {zone} 读取，请核对时间",
        "unknown zone; its times are read in {zone}: make sure that they are right",
    ),
    "KY-ICS115": ("时间没有时区，按 {zone} 读取", "times name no zone and are read in {zone}"),
    "KY-ICS116": (
        "时间不是 RFC 5545 的写法，仍已读取",
        "a time is not written as RFC 5545 has it and was read all the same",
    ),
    "KY-ICS117": (
        "从零点到零点且标为全天，按整天读取",
        "marked as whole days from midnight to midnight, and read as days",
    ),
    "KY-ICS118": (
        "开始与结束一个是日期、一个是时间；按开始的写法读取",
        "of start and end one is a date and one a time; both are read as the start is",
    ),
    "KY-ICS119": ("结束早于开始，已去掉结束", "the end is before the start and was left out"),
    "KY-ICS120": (
        "时区名只给出与 UTC 的时差，按 {zone} 读取",
        "the zone is named by its offset from UTC alone and is read as {zone}",
    ),
    "KY-ICS121": ("没有 UID，按内容生成", "there is no UID; one was made from the content"),
    "KY-ICS122": (
        "UID 重复：取最新的修订；内容不同的另给 id",
        "the UID is repeated: the newest revision counts, and what is unlike has an id of its own",
    ),
    "KY-ICS123": ("没有标题", "there is no title"),
    "KY-ICS124": (
        "只有重复活动的个别场次，没有活动本身；各成一场",
        "occurrences without their event; each is a session",
    ),
    "KY-ICS125": (
        "这类组件不成为活动，原样保留在 extra 中",
        "components of this kind become no activities; they stay in extra as they are",
    ),
    "KY-ICS126": (
        "规则在该日没有场次；已作为增加的日期",
        "the rule has no occurrence on that day; it is taken for an added one",
    ),
    "KY-ICS127": (
        "这类组件不成为活动，逐个读取活动时已略过",
        "components of this kind become no activities; reading activity by activity passes by them",
    ),
    "KY-ICS131": (
        "EXDATE 只有日期，按当天读取",
        "an EXDATE is a date alone and excludes that day",
    ),
    "KY-ICS132": (
        "EXDATE 不是任何一次的开始时间，不排除任何一次",
        "an EXDATE is not when an occurrence begins, and excludes none",
    ),
    "KY-ICS133": (
        "UNTIL 只有日期，含当天",
        "an UNTIL is a date alone; that day is still one of the recurrence",
    ),
    "KY-ICS134": (
        "规则中的 BYHOUR、BYMINUTE、BYSECOND 与开始时间相同，已去掉",
        "BYHOUR, BYMINUTE and BYSECOND of the rule say what the start says, and were left out",
    ),
    "KY-ICS135": (
        "“此后各次”只用于这一次",
        "what holds for this and all following occurrences is taken for this one alone",
    ),
    "KY-ICS141": ("从此属性读取线上参加的地址", "where to join online is read from this property"),
    "KY-ICS142": ("按 quoted-printable 解码", "decoded as quoted-printable"),
    "KY-ICS151": (
        "在别的程序里改过：以改后的为准",
        "it was changed in another program, and the change counts",
    ),
    # TAB, tables (workbooks, CSV, Word tables)
    "KY-TAB001": (
        "不是表格文件：{what_zh}；{do_zh}",
        "this is no table file but {what_en}; {do_en}",
    ),
    "KY-TAB002": (
        "文件有密码；请用 Excel 或 WPS 打开，在“文件”菜单的加密处清空密码，保存后再试",
        "the file has a password; open it in Excel or WPS, clear it under File, save and try again",
    ),
    "KY-TAB003": (
        "文件已损坏：{why_zh}；请用 Excel 或 WPS 打开，另存为 .xlsx 后再试",
        "the file is damaged: {why_en}; open it in Excel or WPS, save it as .xlsx and try again",
    ),
    "KY-TAB004": (
        "文件展开后过大：{what_zh}超过 {limit}",
        "the file unpacks to too much: more than {limit} {what_en}",
    ),
    "KY-TAB005": (
        "{part} 含有文档类型声明（DOCTYPE），不予读取",
        "{part} has a document type (DOCTYPE) and is not read",
    ),
    "KY-TAB006": (
        "工作表连同空格子超过 {limit} 个单元格；请删去这一格之前大片空白的行和列",
        "the sheet spans more than {limit} cells; delete the blank rows and columns before this",
    ),
    "KY-TAB007": ("文件里的宏已忽略", "the macros of the file are ignored"),
    "KY-TAB008": (
        "指向其他文件的链接已忽略；这些单元格按上次保存的值读取",
        "links to other files are ignored; their cells count by the value last saved",
    ),
    "KY-TAB009": ("后缀名与内容不符，按 {kind} 读取", "its suffix is wrong; it is read as {kind}"),
    "KY-TAB010": (
        "公式没有保存计算结果；请用 Excel 或 WPS 打开并保存一次",
        "the formula has no saved value; open the file in Excel or WPS and save it once",
    ),
    "KY-TAB101": (
        "工作表中没有认识的表格，已略过",
        "the sheet has no table that is known; passed over",
    ),
    "KY-TAB102": (
        "没有找到活动表格：表头至少要有活动名称等两个认识的栏目",
        "no table was found: a header needs the heading of names and another that is known",
    ),
    "KY-TAB103": ("栏目按“{meant}”读取", "the heading is read as {meant}"),
    "KY-TAB105": ("示例行，已略过", "a row with an example; passed over"),
    "KY-TAB106": (
        "这一行没有名称，未能读入",
        "the row has no name and could not be taken in",
    ),
    "KY-TAB107": ("应为{expected_zh}；原文已保留", "expected {expected_en}; the text is kept"),
    "KY-TAB108": (
        "“{field}”中没有这个词；原文已保留",
        "{field} has no such term; the text is kept",
    ),
    "KY-TAB109": (
        "没有这个名称的单位，已作为新单位；请核对",
        "no unit has this name, so it is a new one; make sure",
    ),
    "KY-TAB110": (
        "时间不明确：{why_zh}；应为{expected_zh}；原文已保留",
        "the time is unclear: {why_en}; expected {expected_en}; the text is kept",
    ),
    "KY-TAB111": ("还没有确定的日期", "there is no date yet"),
    "KY-TAB112": ("约数，按 {count} 读取", "an approximate count, read as {count}"),
    "KY-TAB113": (
        "“{field}”应为一个数；原文已保留",
        "{field} takes one number; the text is kept",
    ),
    "KY-TAB114": (
        "“{field}”应为不小于 0 的整数；原文已保留",
        "{field} takes a whole number from 0; the text is kept",
    ),
    "KY-TAB115": ("网址缺少 https://，已补上", "https:// is missing and was put in"),
    "KY-TAB116": (
        "单元格是错误值，未能读入",
        "the cell has an error value and could not be taken in",
    ),
    "KY-TAB117": (
        "在表格中改过：以改后的为准",
        "it was changed in the table, and the change counts",
    ),
    "KY-TAB118": ("“{field}”应为网址；原文已保留", "{field} takes web addresses; the text is kept"),
    "KY-TAB119": (
        "“{field}”只用第一个网址，其余已保留",
        "{field} takes the first address; the others are kept",
    ),
    "KY-TAB120": (
        "同一活动的各行不一致（{field}）：以先出现的为准",
        "rows of one activity disagree over {field}; the first one counts",
    ),
    "KY-TAB122": (
        "可能与另一份表格中的活动重复：{other}",
        "it may be the same activity as one of another table: {other}",
    ),
    "KY-TAB125": ("数字按日期 {day} 读取", "the number is read as the date {day}"),
    "KY-TAB126": ("时间是大概的，或还不完整", "the time is approximate, or still incomplete"),
    "KY-TAB127": (
        "复制的行：按新的一行读取",
        "the row is a copy and is taken for a new one",
    ),
    "KY-TAB128": ("按表格方案 {profile} 读取", "read by the profile {profile}"),
    "KY-TAB129": (
        "表格中已删去的行，对应的活动等也已删去：{count} 项",
        "rows were deleted, and with them what they stood for: {count}",
    ),
    "KY-TAB130": (
        "不是文字（UTF-8、UTF-16 或 GB 18030）",
        "this is no text (UTF-8, UTF-16 or GB 18030)",
    ),
    "KY-TAB131": ("小标题行，已略过", "a heading within the table; passed over"),
    "KY-TAB132": (
        "编号列已删去，各行无法与隐藏的记录对应：按表格所写读取",
        "the column with the keys is gone: no row finds its hidden record, and each is read alone",
    ),
    "KY-TAB133": (
        "“{field}”有 {count} 个，与 {other} 个时间对不上；原文已保留，请每行写一场",
        "{count} of {field} for {other} times: the text is kept; give each session its row",
    ),
    "KY-TAB134": (
        "可能不是一个单位的名称；请核对",
        "this may not be the name of one unit; make sure that it is",
    ),
    "KY-TAB135": (
        "有无法识别的字符（�）：文件编码有误或混用，请另存为 UTF-8 后再试",
        "bytes that are no characters (�): encodings are mixed; save it as UTF-8 and try again",
    ),
    "KY-TAB201": (
        "只能批注 .xlsx 文件，这是 .{kind}；请用 Excel 或 WPS 另存为 .xlsx 后再试",
        "only .xlsx can be annotated and this is .{kind}; save it as .xlsx and try again",
    ),
    # EXT, optional dependencies
    "KY-EXT001": (
        "此功能需要 {package}；安装命令：{command}",
        "this needs {package}; install it with: {command}",
    ),
    # FMT, formats
    "KY-FMT001": ("不认识的格式（可用：{known}）", "unknown format (known: {known})"),
    "KY-FMT002": (
        "该格式不能{does_zh}（可{does_zh}：{known}）",
        "this format cannot be {does_en} (those that can: {known})",
    ),
}
"""Templates: code, then Chinese and English."""


def render(
    code: str,
    language: str,
    params: Mapping[str, object],
    *,
    value: str | None = None,
    nearest: Sequence[str] = (),
) -> str:
    """Return the message of ``code`` in ``language``.

    Args:
        code: a code of :data:`MESSAGES`; a stranger is answered with the code and its params.
        language: ``"zh"``, otherwise English.
        params: what the template asks for.
        value: what stood there.
        nearest: the valid values most like it.

    >>> render("KY-REF001", "en", {"kind_en": "theme", "kind_zh": "主题"}, value="x", nearest=["y"])
    'there is no such theme: x (nearest: y)'
    """
    chinese = language == "zh"
    if code in MESSAGES:
        text = MESSAGES[code][0 if chinese else 1].format_map(params)
    else:
        text = " ".join([code, *(f"{name}={param}" for name, param in params.items())])
    if value is not None:
        text += f"：{value}" if chinese else f": {value}"
    if nearest:
        listed = ("、" if chinese else ", ").join(nearest)
        text += f"（最接近：{listed}）" if chinese else f" (nearest: {listed})"
    return text
