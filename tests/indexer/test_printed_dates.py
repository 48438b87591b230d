"""Dates as mastheads print them."""

from __future__ import annotations

import pytest

from indexer.printed_dates import read_date


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("14 June 2019", "2019-06-14"),
        ("1er juin 2019", "2019-06-01"),
        ("14 de junio de 2019", "2019-06-14"),
        ("14 июня 2019 года", "2019-06-14"),
        ("2019年6月14日", "2019-06-14"),
        ("１４ JUNE ２０１９", "2019-06-14"),
        ("14 حزيران/يونيه 2019", "2019-06-14"),
        ("٩ كانون الأول/ديسمبر ٢٠١٩", "2019-12-09"),
        ("September 13, 2019", "2019-09-13"),
        ("New Delhi, September 2–13, 2019", "2019"),
        ("2019-09-13", "2019-09-13"),
        ("13.09.2019", "2019-09-13"),
        ("02.09–13.09.2019", "2019"),
        ("2019-13-09", "2019"),
        ("3–6 September 2019", "2019"),
        ("30 August–2 September 2019", "2019"),
        ("from 2 to 13 September 2019", "2019"),
        ("du 2 au 13 septembre 2019", "2019"),
        ("со 2 по 13 сентября 2019 года", "2019"),
        ("من 2 إلى 13 أيلول/سبتمبر 2019", "2019"),
        ("2019年9月2日至13日", "2019"),
        ("GE.19-12345 (E) 130919", None),
        ("31 June 2019", "2019"),
        ("14 Juneteenth 2019", "2019"),
        ("2019", "2019"),
        ("June", None),
        ("", None),
    ],
)
def test_a_printed_date_is_read(printed: str, expected: str | None) -> None:
    assert read_date(printed) == expected
