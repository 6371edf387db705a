import json
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepuyue import (
    Activity,
    DumpError,
    InvalidValueError,
    Programme,
    UnknownIdError,
    dumps,
    evolve,
)
from kepuyue.io.jsonld import event, script, write
from kepuyue.testing import make_programme, synthetic_programme
from kepuyue.testing.factories import PRIVATE
from kepuyue.testing.strategies import programmes


def written(programme: Programme) -> bytes:
    """Return what the writer writes by itself."""
    file = BytesIO()
    write(programme, file)
    return file.getvalue()


class ScriptReader(HTMLParser):
    """Collects the tags and the text of scripts, as a browser takes a page apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            assert attrs == [("type", "application/ld+json")]

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment began: {data}")

    def handle_data(self, data: str) -> None:
        self.text += data


def read_back(element: str) -> Any:
    reader = ScriptReader()
    reader.feed(f"<head>{element}</head>")
    reader.close()
    assert reader.tags == ["head", "script"]
    return json.loads(reader.text)


# The document.


def test_a_document_has_campaigns_then_activities_an_event_a_line() -> None:
    document = dumps(make_programme(), format="jsonld")
    parsed = json.loads(document)

    assert parsed["@context"] == "https://schema.org"
    assert [node["@id"] for node in parsed["@graph"]] == [
        "tag:kepuyue.invalid,2025:campaign/campaign-1",
        "tag:kepuyue.invalid,2025:activity/activity-1",
        "tag:kepuyue.invalid,2025:activity/activity-2",
    ]
    assert document.count(b"\n") == 5


def test_the_internal_view_is_refused() -> None:
    with pytest.raises(DumpError, match="KY-DMP200"):
        dumps(Programme(), format="jsonld", view="internal")


def test_nothing_private_is_told() -> None:
    programme = make_programme()
    (activity, _) = programme.activities
    documents = [
        dumps(programme, format="jsonld").decode(),
        written(programme).decode(),
        script(event(activity, programme)),
        script(event(activity.id, programme)),
    ]

    assert PRIVATE in dumps(programme).decode()
    assert [text for text in documents if PRIVATE in text] == []
    assert "kx@example.org" in documents[0]


@given(programmes())
def test_an_event_alone_is_what_it_is_in_the_document(programme: Programme) -> None:
    graph = json.loads(dumps(programme, format="jsonld"))["@graph"][len(programme.campaigns) :]
    alone = {activity.id: event(activity.id, programme) for activity in programme}

    for activity, node in zip(programme.activities, graph, strict=True):
        if programme.get(Activity, activity.id) is activity:
            assert alone[activity.id] == {"@context": "https://schema.org", **node}


@given(programmes())
def test_the_same_programme_gives_the_same_bytes_and_loses_nothing_public(
    programme: Programme,
) -> None:
    assert (
        dumps(programme, format="jsonld")
        == dumps(programme.public(), format="jsonld")
        == dumps(programme, format="jsonld")
    )


def test_synthetic_programmes_are_written() -> None:
    programme = synthetic_programme(activities=300, seed=3)
    graph = json.loads(dumps(programme, format="jsonld"))["@graph"]

    assert len(graph) == 301


def test_ids_begin_with_the_publishers_base() -> None:
    robots = Activity(id="机器人/1", name="甲")
    node = event(robots, Programme(), base_url="https://example.org/kepu/")

    assert node["@id"] == (
        "https://example.org/kepu/activity/%E6%9C%BA%E5%99%A8%E4%BA%BA%2F1"
    )  # fmt: skip


@pytest.mark.parametrize(
    "base", ["", "example.org/", "https://example.org/a", "javascript:/", "https://e.org/ /",
             "https:///", "https://例.中国/"],
)  # fmt: skip
def test_a_base_that_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(InvalidValueError, match="base_url"):
        dumps(Programme(), base_url=base, format="jsonld")


def test_the_language_can_be_another_or_none() -> None:
    robots = Activity(id="a", name="Robots")

    assert event(robots, Programme())["inLanguage"] == "zh-CN"
    assert event(robots, Programme(), language="en")["inLanguage"] == "en"
    assert "inLanguage" not in event(robots, Programme(), language=None)
    with pytest.raises(InvalidValueError, match="language"):
        event(robots, Programme(), language="中文")


def test_an_activity_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnknownIdError):
        event("nobody", Programme())


# The script.


@given(programmes())
def test_a_script_parses_back_whatever_the_texts_say(programme: Programme) -> None:
    for activity in programme:
        node = event(activity, programme)

        assert read_back(script(node)) == node


@given(
    st.text(st.sampled_from("<>!-/&;\u2028\u2029'\" scriptSCRIPT]]\\u003c"), max_size=40)
    | st.sampled_from(["</script><script>alert(1)</script>", "<!--<script>", "-->", "&lt;", "]]>"])
)  # fmt: skip
def test_no_text_ends_the_script(text: str) -> None:
    activity = Activity(id="a", name=f"x{text}".replace("\u2028", "").replace("\u2029", ""))
    node = event(evolve(activity, label=text), Programme())
    element = script(node)

    assert read_back(element) == node
    body = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert set(body) & set("<>&\u2028\u2029") == set()


def test_a_document_can_stand_in_a_page_as_it_is() -> None:
    hostile = Activity(id="a", name="</script><!--", summary="&\u2028")

    assert b"<" not in dumps(Programme(activities=(hostile,)), format="jsonld")


@pytest.mark.parametrize("value", [{"a": object()}, {"a": "\ud800"}, {"a": [float("nan")]}])
def test_what_json_cannot_carry_is_an_error_of_ours(value: dict[str, Any]) -> None:
    with pytest.raises(DumpError, match="KY-VAL012"):
        script(value)
