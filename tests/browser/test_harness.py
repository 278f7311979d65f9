"""The harness itself, on the bare page: it must see what is wrong, or its silence means nothing."""

from tests.helpers.axe import element_kind


def test_bare_page_settles_with_its_chart_drawn(bare_server, visit):
    bare = visit(bare_server.address)
    assert bare.page.locator(".main-svg .trace path.js-line").count() == 1
    assert bare.errors == []
    assert bare.outside() == []


def test_change_of_a_select_box_is_waited_for(bare_server, visit):
    bare = visit(bare_server.address)
    bare.page.get_by_role("combobox").click()
    bare.page.get_by_role("option", name="Rutland").click()
    bare.settle()
    assert "Rutland" in bare.page.locator(".main-svg .legend").text_content()


def test_exception_and_overflow_are_seen(bare_server, visit):
    bare = visit(bare_server.address, width=390)
    assert bare.overflow() <= 1
    bare.page.evaluate(
        """() => {
            const wide = document.createElement('div');
            wide.style.width = '900px';
            wide.textContent = 'wide';
            document.querySelector('[data-testid="stMainBlockContainer"]').append(wide);
        }"""
    )
    assert bare.overflow() > 300
    bare.page.evaluate("() => console.error('seen')")
    assert "seen" in bare.errors


def test_axe_reports_only_what_the_bare_page_has_not(bare_server, visit, axe_violations):
    bare = visit(bare_server.address)
    assert axe_violations(bare.page) == []
    bare.page.evaluate(
        """() => {
            const picture = document.createElement('img');
            picture.src = 'favicon.png';
            document.querySelector('[data-testid="stMainBlockContainer"]').append(picture);
        }"""
    )
    assert [violation.rule for violation in axe_violations(bare.page)] == ["image-alt"]


def test_kind_of_an_element_leaves_out_what_is_particular():
    first = element_kind('<div id="a1" class="x" role="button" tabindex="0">Area</div>')
    second = element_kind('<div class="y" tabindex="0" role="button" id="b2">Period</div>')
    assert first == second == "div role=button tabindex=0"
    assert element_kind('<div role="tab">') != first
