"""Tables as shops really export them: a title above the header, several sheets, names and signs of six languages."""

import openpyxl
import pytest

from catalog.errors import UserError
from catalog.feeds.item import attribute_field
from catalog.feeds.table import column_field, read_aliases
from catalog.inspection import check_feed


def check(tmp_path, text, encoding="utf-8", **more):
    (tmp_path / "feed").write_bytes(text.encode(encoding))
    return check_feed(tmp_path / "feed", **more)


def facts(record):
    return (record.brand, record.width_cm, record.length_cm, record.height_cm, record.grade, record.label_norm)


def keys(findings):
    return {each.key for each in findings}


@pytest.mark.parametrize(
    ("text", "encoding", "price", "currency"),
    [
        (
            "Artikelnr.;Omschrijving;Merk;Afmeting (cm);Hardheid;Prijs (incl. btw);Voorraad;Hoogte (cm)\n"
            "1;Alba;Röwa;90x200;Stevig (H3);€ 1.299,-;op voorraad - 3 stuks;22\n",
            "utf-8",
            1299,
            "EUR",
        ),
        (
            "Artikelnummer\tBezeichnung\tHersteller\tLiegefläche\tHärtegrad\tPreis\tVerfügbarkeit\tHöhe\n"
            "1\tAlba\tRöwa\t90 x 200 cm\tH3 (fest)\t1.299,00 €\tsofort lieferbar, 2 Tage\t22 cm\n",
            "cp1252",
            1299,
            "EUR",
        ),
        (
            "Référence|Désignation|Marque|Taille|Fermeté|Prix TTC|Disponibilité|Épaisseur\n"
            "1|Matelas Alba|Röwa|90 x 200 cm|Ferme (H3)|1 299,00|En stock|22 cm\n",
            "utf-16",
            1299,
            None,
        ),
        (
            "Stock,Firmness,Price,Brand,Product Name,SKU,Width (cm),Length (cm),Height\n"
            '5,"Firm, H3","$1,299.00",Röwa,Alba,1,90,200,22 cm\n',
            "utf-8-sig",
            1299,
            "USD",
        ),
    ],
)
def test_four_languages_and_any_order(tmp_path, text, encoding, price, currency):
    report = check(tmp_path, text, encoding)
    (record,) = report.records
    assert report.format == "table_csv" and record.model == "Alba"
    assert facts(record) == ("Röwa", 90, 200, 22, "H3", "firm")
    assert (record.price, record.currency, record.availability) == (price, currency, "in_stock")


SPANISH = (
    "Marca;Modelo;Medidas;Firmeza;Núcleo;Altura (cm);Precio IVA incluido;Existencias;Garantía;Noches de prueba;"
    "Peso máximo\nFlex;Alba;90x190;firme;muelles ensacados;28;1.099,00 €;sí;10 años;100;120 kg\n"
)
ITALIAN = (
    "Marca;Modello;Misura;Rigidità;Nucleo;Altezza (cm);Prezzo di vendita;Disponibilità;Garanzia;Notti di prova;"
    "Peso massimo\nFlex;Alba;90x190;rigido;molle insacchettate;28;1.099,00 €;in magazzino;10 anni;100;120 kg\n"
)


@pytest.mark.parametrize("text", [SPANISH, ITALIAN])
def test_spanish_and_italian_columns_are_read(tmp_path, text):
    report = check(tmp_path, text)
    (record,) = report.records
    assert report.format == "table_csv" and record.model == "Alba" and "unknown_column" not in keys(report.findings)
    assert facts(record)[:4] == ("Flex", 90, 190, 28) and record.label_norm == "firm"
    assert (record.price, record.currency, record.availability) == (1099, "EUR", "in_stock")
    assert (record.type, record.trial_nights, record.warranty_years) == ("pocket_spring", 100, "10")
    assert (record.weight_min_kg, record.weight_max_kg) == (None, 120)


def test_what_lies_in_a_core_or_around_a_mattress_is_not_its_own_size(tmp_path):
    for name in ("Altura del núcleo", "Altezza anima", "Peso embalaje", "Altura de la funda"):
        assert attribute_field(name) not in ("height", "weight"), name


def test_a_table_that_cannot_be_read_says_which_columns_are_not_known(tmp_path):
    with pytest.raises(UserError) as told:
        check(tmp_path, "Voorjaar;;\n\nMerk;Wat het is;Voelt als;Maat\nFlex;Alba;stevig;90x200\n")
    message = str(told.value)
    assert "line 3" in message and "not known: 'Wat het is', 'Voelt als'." in message
    assert "--columns FILE" in message and "model" in message


def test_a_text_that_is_no_table_of_products_is_no_known_format(tmp_path):
    with pytest.raises(UserError, match="not a known format of shop feed"):
        check(tmp_path, "naam,woonplaats\nJan,Utrecht\n")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Voelt als,feels\n", "'feels' is none of our column names"),
        ("Voelt als\n", "not two cells"),
        ("\n", "is empty"),
    ],
)
def test_a_table_of_column_names_says_what_is_wrong_with_it(tmp_path, text, what):
    (tmp_path / "columns.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=what):
        read_aliases(tmp_path / "columns.csv")


def test_a_size_that_cannot_be_read_is_not_said_to_be_read(tmp_path):
    (record,) = check(tmp_path, "titel;merk;prijs;maat\nAlba;B;599;negentig bij tweehonderd\n").records
    assert "size_unreadable" in keys(record.findings) and "size_spelling" not in keys(record.findings)


@pytest.mark.parametrize(("stated", "told"), [("zwaar", True), ("n.v.t.", False), ("-", False), ("60-110 kg", False)])
def test_a_weight_without_a_figure_is_a_finding(tmp_path, stated, told):
    (record,) = check(tmp_path, f"titel;merk;prijs;maat;gewichtsadvies\nAlba;B;599;90x200;{stated}\n").records
    assert ("weight_unreadable" in keys(record.findings)) == told


def test_a_title_and_a_date_may_stand_above_the_header(tmp_path):
    report = check(tmp_path, "Prijslijst;;;\nExport van 23-11-2026;;;\n\ntitel;merk;prijs;maat\nAlba;B;599;90x200\n")
    assert [(record.model, record.price) for record in report.records] == [("Alba", 599)]


def test_a_stray_quote_costs_no_row(tmp_path):
    report = check(tmp_path, 'titel;merk;prijs;maat\n"Alba" lux;B;599;90x200\nZee 24" hoog;B;499;80x200\n')
    assert [record.price for record in report.records] == [599, 499] and keys(report.findings) == {"loose_quote"}
    report = check(tmp_path, 'titel;merk;prijs;maat\nAlba;B;599;90x200\n"Zee;B;499;80x200\n')
    assert len(report.records) == 1 and keys(report.findings) == {"unreadable_row"}


def test_a_german_sale_counts_while_it_runs(tmp_path):
    report = check(
        tmp_path,
        "Marke;Modell;Grösse;Preis;Aktionspreis;Aktion bis\nBico;Vita;90x200;CHF 1'590.-;CHF 1'290.-;31.12.2099\n"
        "Bico;Vita;90x210;CHF 1'690.-;CHF 1'390.-;31.12.2020\n",
    )
    assert [(record.price, record.sale_price, record.sale_runs) for record in report.records] == [
        (1590, 1290, True),
        (1690, 1390, False),
    ]


def test_a_firmness_outside_the_range_of_settings_is_none(tmp_path):
    report = check(tmp_path, "merk;model;maat;stevigheid;verstelbaar\nK;Duo;180x200;5;per kant instelbaar 3 - 8\n")
    (record,) = report.records
    assert record.firmness is None and record.adjust_range == (3, 8) and not record.grade
    assert "firmness_conflict" in {each.key for each in record.findings}


def test_what_is_not_new_is_no_mattress_of_the_shop(tmp_path):
    rows = "Alba;B;599;90x200;new\nZee;B;199;90x200;refurbished\nDuin;B;99;90x200;tweedehands\nWad;B;499;90x200;\n"
    report = check(tmp_path, "titel;merk;prijs;maat;condition\n" + rows)
    assert [record.keep for record in report.records] == [True, False, False, True]
    assert [each.key for record in report.records[1:3] for each in record.findings if each.field == "condition"] == [
        "not_new",
        "not_new",
    ]


def test_more_cells_than_names_are_told(tmp_path):
    report = check(tmp_path, "titel;merk;prijs;maat\nAlba; zacht en stevig;B;599;90x200\nZee;B;499;80x200;\n")
    assert [(each.key, each.where, each.value) for each in report.findings] == [("surplus_cells", "row 2", "5 / 4")]


def test_a_table_of_aliases_names_the_columns(tmp_path):
    (tmp_path / "names.csv").write_text("Veld A;titel\nVeld B;prijs\nVeld C;hardheid\nVeld D;maat\n")
    aliases = read_aliases(tmp_path / "names.csv")
    text = "veld a,Veld B,VELD C,Veld D\nRöwa Alba,599 EUR,H3,90x200\n"
    with pytest.raises(UserError):
        check(tmp_path, text)
    (record,) = check(tmp_path, text, aliases=aliases).records
    assert facts(record) == ("Röwa", 90, 200, None, "H3", "firm") and record.price == 599


def test_every_name_that_the_message_offers_is_taken_as_what_it_names(tmp_path):
    (tmp_path / "names.csv").write_text("x;nonsense")
    with pytest.raises(UserError) as refused:
        read_aliases(tmp_path / "names.csv")
    offered = str(refused.value.allowed).split(", ")
    assert {"record_id", "weight", "base", "type", "no_basis", "multipack"} <= set(offered)
    (tmp_path / "names.csv").write_text("".join(f"kolom {name};{name}\n" for name in offered))
    taken = read_aliases(tmp_path / "names.csv")
    for name in offered:
        column = taken[f"kolom {name}"]
        assert name in (column_field(column), attribute_field(column)), name


def test_a_shops_own_weight_is_the_parcels_until_it_is_mapped(tmp_path):
    text = "nr;titel;prijs;weight;maat\n7;Alba H3;599 EUR;95 kg;90x200\n"
    assert check(tmp_path, text).records[0].weight_max_kg is None
    (tmp_path / "names.csv").write_text("nr;record_id\nweight;weight\n")
    (record,) = check(tmp_path, text, aliases=read_aliases(tmp_path / "names.csv")).records
    assert (record.record_id, record.weight_max_kg) == ("7", 95)


@pytest.mark.parametrize("row", ["Veld A;nonsense", "Veld A", ";titel", "a;titel;b"])
def test_an_alias_of_nothing_we_know_is_one_clear_error(tmp_path, row):
    (tmp_path / "names.csv").write_text(row)
    with pytest.raises(UserError, match="row 1"):
        read_aliases(tmp_path / "names.csv")


def test_every_sheet_with_a_header_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Uitleg"
    book.active.append(["Lees dit eerst"])
    for name in ("Latex", "Schuim"):
        sheet = book.create_sheet(name)
        for row in (
            [f"Prijslijst {name}"],
            [],
            ["Code", "Naam", "Merk", "Breedte", "Lengte", "Hardheid", "Prijs", "EAN"],
        ):
            sheet.append(row)
        sheet.append([name, f"Alba {name}", "B", 0.9, 2.0, 3, 599.5, 4006381333931.0])
    hidden = book.create_sheet("Oud")
    hidden.append(["Naam", "Merk", "Prijs"])
    hidden.append(["Zee", "B", 1])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "feed")
    report = check_feed(tmp_path / "feed")
    assert report.format == "table_xlsx"
    assert [record.record_id for record in report.records] == ["Latex", "Schuim"]
    assert facts(report.records[0]) == ("B", 90, 200, None, "H3", "firm")
    assert (report.records[0].price, report.records[0].gtin) == (599.5, "4006381333931")
    assert [each.where for each in report.findings if each.key == "sheet_not_read"] == ["sheet Uitleg", "sheet Oud"]


def test_a_channels_own_xml_reads_as_a_table(tmp_path):
    text = (
        "<products><product><sku>1</sku><titel>Alba 90x200</titel><merk>B</merk><prijs>599</prijs></product></products>"
    )
    (record,) = check(tmp_path, text).records
    assert (record.brand, record.model, record.width_cm, record.price) == ("B", "Alba", 90, 599)


def test_drafts_and_hidden_products_of_a_table(tmp_path):
    report = check(
        tmp_path, "titel;merk;prijs;status;zichtbaar\nAlba;B;5;concept;ja\nZee;B;5;actief;nee\nDuin;B;5;actief;ja\n"
    )
    assert [record.keep for record in report.records] == [False, False, True]
    assert "draft_product" in keys(report.records[0].findings) and "hidden_product" in keys(report.records[1].findings)


WOO = {
    "nl": (
        "ID;Type;SKU;Naam;Gepubliceerd;Zichtbaarheid in catalogus;Op voorraad?;Voorraad;Actieprijs;Reguliere prijs;"
        "Hoofd;Merken;Naam attribuut 1;Waarde(n) attribuut 1;Naam attribuut 2;Waarde(n) attribuut 2\n"
        "1;variable;P;Alba;1;visible;1;;;;;B;Maat;90x200, 140x200;Hardheid;H2, H3\n"
        '2;variation;P1;Alba - 90x200;1;visible;1;3;"1.499,00";"1.599,00";P;;Maat;90x200;Hardheid;H2\n'
    ),
    "de": (
        "ID,Typ,Artikelnummer,Name,Veröffentlicht,Sichtbarkeit im Katalog,Vorrätig?,Lager,Angebotspreis,"
        "Regulärer Preis,Übergeordnet,Marken,Attribut 1 Name,Attribut 1 Wert(e),Attribut 2 Name,Attribut 2 Wert(e)\n"
        '1,variable,P,Alba,1,visible,1,,,,,B,Größe,"90x200, 140x200",Härtegrad,"H2, H3"\n'
        '2,variation,P1,Alba - 90x200,1,visible,1,3,"1499,00","1599,00",id:1,,Größe,90x200,Härtegrad,H2\n'
    ),
}


@pytest.mark.parametrize("language", WOO)
def test_woocommerce_in_the_shops_own_language(tmp_path, language):
    report = check(tmp_path, WOO[language])
    assert report.format == "woocommerce_csv" and [record.keep for record in report.records] == [False, True]
    variant = report.records[1]
    assert facts(variant) == ("B", 90, 200, None, "H2", "medium")
    assert (variant.price, variant.sale_price, variant.availability) == (1599, 1499, "in_stock")


HEADER = "sku;Naam;Merk;Maat;Prijs;Hardheid"
FIRST, BAD = "1;Matras Noord;Zeis;90x200;€ 599;H2", '2;"Matras\nOost";Zeis;90x200;duur;H3'


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        ((HEADER, FIRST, BAD), "row 3"),
        ((HEADER, BAD, FIRST), "row 2"),
        (("Prijslijst najaar", "", HEADER, FIRST, "", ";;;;;", BAD), "row 7"),
        ((HEADER, FIRST.replace("Matras Noord", '"Matras\nNoord"'), BAD), "row 3"),
    ],
)
def test_a_finding_names_the_row_that_a_reader_of_the_sheet_sees(tmp_path, lines, row):
    report = check(tmp_path, "\n".join(lines) + "\n")
    (told,) = (each for record in report.records for each in record.findings if each.key == "price_unreadable")
    assert told.where == row


def test_a_spreadsheet_of_several_sheets_names_the_sheet_too(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Winkel"
    for line in (HEADER, FIRST, BAD):
        book.active.append(line.replace('"', "").split(";"))
    book.save(tmp_path / "one.xlsx")
    other = book.create_sheet("Web")
    for line in ("Prijslijst", "", HEADER, BAD.replace("2;", "3;", 1)):
        other.append(line.replace('"', "").split(";"))
    book.save(tmp_path / "two.xlsx")

    def where(name):
        records = check_feed(tmp_path / name).records
        return [each.where for record in records for each in record.findings if each.key == "price_unreadable"]

    assert where("one.xlsx") == ["row 3"]
    assert where("two.xlsx") == ["sheet Winkel, row 3", "sheet Web, row 4"]


def test_each_size_of_a_wide_row_is_told_with_that_row(tmp_path):
    report = check(
        tmp_path, "sku,name,brand,90x200,180x200\n1,Matras Noord,Zeis,599,999\n2,Matras Oost,Zeis,oeps,ja!\n"
    )
    assert {each.where for record in report.records for each in record.findings} <= {"row 2", "row 3"}
    assert [record.where for record in report.records] == ["row 2", "row 2", "row 3", "row 3"]
