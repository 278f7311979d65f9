"""The folder of a site: whole or not at all, and never in the place of what was not made here."""

import resource

import pytest

from indicators.errors import UsageError
from indicators.site.folder import LISTING, SiteFailed, listing_bytes, site_folder
from tests.helpers.packs import files_of


def write(out, files):
    with site_folder(out) as folder:
        for name, content in {**files, LISTING: listing_bytes(files)}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)


def test_a_site_gives_way_to_the_next_with_all_its_files(tmp_path):
    write(tmp_path / "site", {"index.html": b"one", "areas/old.html": b"old"})
    (tmp_path / "site" / "areas" / ".DS_Store").write_bytes(b"left by a file manager")
    write(tmp_path / "site", {"index.html": b"two"})
    assert set(files_of(tmp_path / "site")) == {"index.html", LISTING}
    assert (tmp_path / "site" / "index.html").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["site"]


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "site").mkdir()
    write(tmp_path / "site", {"index.html": b"one"})
    assert (tmp_path / "site" / "index.html").read_bytes() == b"one"


@pytest.mark.parametrize(
    ("name", "content"), [("thesis.docx", b"mine"), ("areas/mine.html", b"mine"), ("index.html", b"changed by hand")]
)
def test_what_was_not_made_here_is_named_and_stays(tmp_path, name, content):
    write(tmp_path / "site", {"index.html": b"one", "areas/a.html": b"a"})
    (tmp_path / "site" / name).write_bytes(content)
    before = files_of(tmp_path)
    with pytest.raises(UsageError, match=f"changed since: {name}. Nothing was changed"):
        write(tmp_path / "site", {"index.html": b"two"})
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("listing", [None, b"no JSON", b"[]", b'{"made_by": "others", "files": {}}', b"\xff"])
def test_a_folder_of_others_is_never_touched(tmp_path, listing):
    place = tmp_path / "documents"
    place.mkdir()
    for number in range(7):
        (place / f"{number}.txt").write_text("mine")
    if listing is not None:
        (place / LISTING).write_bytes(listing)
    before = files_of(place)
    with pytest.raises(UsageError, match=r"0\.txt, 1\.txt, .* and \d more"):
        write(place, {"index.html": b"one"})
    assert files_of(place) == before


def test_a_file_that_comes_while_the_site_is_made_is_kept(tmp_path):
    write(tmp_path / "site", {"index.html": b"one"})
    with pytest.raises(UsageError, match="late.txt"), site_folder(tmp_path / "site"):
        (tmp_path / "site" / "late.txt").write_text("mine")
    assert (tmp_path / "site" / "late.txt").read_text() == "mine"


def test_a_file_in_the_place_is_no_folder(tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        write(tmp_path / "site", {"index.html": b"one"})
    with pytest.raises(SiteFailed, match="choose a folder"):
        write(tmp_path / "site" / "within", {"index.html": b"one"})


def test_a_full_disk_is_said_and_leaves_the_older_site(tmp_path):
    """A file that may not grow fails as on a full disk."""
    write(tmp_path / "site", {"index.html": b"one"})
    before = files_of(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(SiteFailed, match="could not be written .* older one stands as it was. Make room"):
            write(tmp_path / "site", {"index.html": b"two", "large": b"x" * 20_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files_of(tmp_path) == before
