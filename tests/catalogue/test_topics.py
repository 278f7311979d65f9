"""The topics of pages: what of the shipped definitions, plans and sentences belongs to each."""

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.topics import TOPICS, has_action
from indicators.store.database import open_store


@pytest.fixture(scope="module")
def catalogue(shipped_store):
    store = open_store(shipped_store)
    yield load_catalogue(store)
    store.close()


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_every_tag_is_the_topic_of_a_definition_and_finds_it(catalogue, topic):
    used = {tag.casefold() for item in catalogue.indicators.values() for tag in item.topics}
    assert [tag for tag in topic.tags if tag not in used] == []
    assert sum(map(topic.has_indicator, catalogue.indicators.values())) >= 5


@pytest.mark.parametrize(
    ("topic", "text", "expected"),
    [
        ("missing", "Some children go missing from private homes.", True),
        ("missing", "The dataset is missing from the report.", False),
        ("exploitation", "Exploitation was found early.", True),
        ("exploitation", "The CSE team moved.", True),
        ("neglect", "Work on NEGLECT is late.", True),
        ("send", "Send the papers.", False),
        ("workforce", "Contraining circumstances", False),
    ],
)
def test_a_sentence_speaks_of_a_topic_by_whole_beginnings_of_words(topic, text, expected):
    assert TOPICS[topic].is_spoken_of(text) is expected


@pytest.mark.slow
def test_a_priority_of_two_topics_gives_each_its_own_actions(catalogue):
    priority = catalogue.priorities["lr_2016_cse"]
    assert [name for name, topic in TOPICS.items() if topic.has_priority(priority)] == ["exploitation", "missing"]
    assert not TOPICS["missing"].is_only_topic_of(priority)
    by_topic = {
        name: {
            action.id
            for action in priority.actions
            if has_action(
                topic, priority, action, {i.id for i in catalogue.indicators.values() if topic.has_indicator(i)}
            )
        }
        for name, topic in TOPICS.items()
    }
    assert by_topic["exploitation"]
    assert by_topic["missing"]
    assert by_topic["exploitation"] != by_topic["missing"]
    assert by_topic["send"] == set()
