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
    "KY-LOD014": ("表格方案有误：{why}", "the profile is wrong: {why}"),
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
