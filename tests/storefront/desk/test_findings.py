"""A check of a feed in the terminal, as JSON and as a CSV file: the same findings, and all content of a feed as
text.
"""

import csv
import io
import json

import pytest
from rich.console import Console

from catalog.inspection import check_feed, check_stream
from storefront.desk.findings import json_text, show, write_table
from tests.storefront.commands.command_line import run

FEED = (
    "sku;titel;merk;maat;hardheid;prijs\n"
    "1;Alba;B;90x200;H2;599 EUR\n"
    '2;"[red]Zee[/red] <b>x</b>";B;80x200;H3;=HYPERLINK("http://x")\n'
    "3;Topper 7 cm;B;90x200;;199 EUR\n"
)


@pytest.fixture
def feed(tmp_path):
    (tmp_path / "feed.csv").write_text(FEED)
    return tmp_path / "feed.csv"


def printed(checked):
    out = io.StringIO()
    show(checked, Console(file=out, width=200, highlight=False))
    return out.getvalue()


def test_the_terminal_shows_the_worst_first_and_texts_as_they_are(feed):
    text = printed(check_feed(feed))
    assert text.startswith("table_csv, utf-8: 3 read, 2 kept, 1 rejected")
    assert text.index("severe") < text.index("topper") < text.index("warning") < text.index("info")
    assert "row 3 price: =HYPERLINK" in text and "Not kept" in text and "row 4: Topper 7 cm (topper)" in text
    assert "\x1b" not in text


def test_a_stream_and_a_report_say_the_same(feed, tmp_path):
    report, stream = check_feed(feed), check_stream(feed)
    parts = "".join(json_text(stream, write_table(stream, tmp_path / "out.csv")))
    assert json.loads(parts) == report.as_json()
    written = (tmp_path / "out.csv").read_text().splitlines()
    assert sorted(written) == sorted(report.as_csv().splitlines())  # findings on the file come at the end of a stream
    assert printed(stream) == printed(report)


def test_nothing_in_the_table_runs_as_a_formula(feed, tmp_path):
    for _ in write_table(check_stream(feed), tmp_path / "out.csv"):
        pass
    rows = list(csv.DictReader((tmp_path / "out.csv").open(newline="")))
    assert {"where", "field", "severity", "key", "text", "value", "mend"} == set(rows[0])
    assert '\'=HYPERLINK("http://x")' in {row["value"] for row in rows}
    assert not any(cell.startswith(tuple("=+-@")) for row in rows for cell in row.values())


def test_a_table_appears_only_when_it_is_complete(feed, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("before")
    records = write_table(check_stream(feed), out)
    next(records)
    records.close()
    assert out.read_text() == "before" and sorted(tmp_path.iterdir()) == [feed, out]


def test_exit_codes_of_the_command(capsys, feed, tmp_path):
    good, none = tmp_path / "good.csv", tmp_path / "none.csv"
    good.write_text("".join(FEED.splitlines(keepends=True)[:2]))
    assert run(capsys, "catalog", "check", good).code == 0
    assert run(capsys, "catalog", "check", feed, "--csv", tmp_path / "out.csv").code == 1
    assert (tmp_path / "out.csv").exists()
    assert run(capsys, "catalog", "check", none).code == 2
    assert run(capsys, "catalog", "check", good, "--csv", tmp_path / "no" / "out.csv").code == 2


@pytest.mark.parametrize(
    "text",
    [
        '{"products": [{"title": "Zeis", "variants": [{"title": "Queen", "price": "899.00"}]}]}',
        "<?xml version='1.0'?><SHOP><SHOPITEM><PRODUCTNAME>Zeis 90x200</PRODUCTNAME></SHOPITEM></SHOP>",
        '<html><script type="application/ld+json">{"@type": "Person", "name": "Zeis"}</script></html>',
        FEED.splitlines(keepends=True)[0],
        FEED + '"' + "x" * 200_000,  # found out at its last line
    ],
)
def test_a_file_that_cannot_be_read_leaves_no_half_of_an_answer(capsys, tmp_path, text):
    (tmp_path / "feed").write_text(text, encoding="utf-8")
    answer = run(capsys, "catalog", "check", tmp_path / "feed", "--json")
    assert answer.code == 2 and answer.out == ""
    assert "shopify_csv" in answer.err or "quote that is not closed" in answer.err


def test_a_table_of_aliases_on_the_command_line(capsys, tmp_path):
    (tmp_path / "feed.csv").write_text("Veld A,Veld B,Veld C\nAlba 90x200 H2,599 EUR,B\n")
    (tmp_path / "names.csv").write_text("Veld A,titel\nVeld B,prijs\nVeld C,merk\n")
    assert run(capsys, "catalog", "check", tmp_path / "feed.csv").code == 2
    answer = run(capsys, "catalog", "check", tmp_path / "feed.csv", "--columns", tmp_path / "names.csv", "--json")
    assert answer.code == 0 and json.loads(answer.out)["records"][0]["price"] == 599
