"""The settings: one table, strict reading, documentation that is up to date."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from kb_service.settings import (
    SETTINGS,
    Settings,
    SettingsError,
    read_settings,
)
from kb_service.settings_reference import build_documentation


def test_every_setting_has_a_field_a_default_that_is_accepted_and_help() -> None:
    assert {setting.field for setting in SETTINGS} == {field.name for field in fields(Settings)}
    for setting in SETTINGS:
        setting.parse(setting.default)
        assert setting.name.startswith("KB_") and setting.type and setting.help.endswith(".")


def test_documentation_is_up_to_date(repository: Path) -> None:
    written = (repository / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == build_documentation(), "run: python -m kb_service.settings > docs/settings.md"


def test_defaults() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert settings.base_url == "http://127.0.0.1:8000/"
    assert settings.api_url == "http://127.0.0.1:8000/api/v1/"
    assert settings.index_dir == Path("build/index")
    assert settings.cors_origins == ("*",)
    assert settings.serve_site is True
    assert settings.max_query_length == 3000


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        read_settings({}).port = 1  # type: ignore[misc]


def test_site_under_a_sub_path() -> None:
    settings = read_settings({"KB_BASE_URL": "https://example.org/ldn"})
    assert settings.base_url == "https://example.org/ldn/"
    assert settings.api_url == "https://example.org/ldn/api/v1/"
    assert (settings.base_path, settings.api_base_path) == ("/ldn", "/ldn")


def test_api_on_another_host() -> None:
    settings = read_settings(
        {"KB_BASE_URL": "https://example.org/ldn/", "KB_API_URL": "https://api.example.org/api/v1"}
    )
    assert settings.api_url == "https://api.example.org/api/v1/"
    assert settings.api_host_url == "https://api.example.org/"
    assert (settings.base_path, settings.api_base_path) == ("/ldn", "")


def test_links_follow_the_port_unless_the_address_is_given() -> None:
    assert read_settings({"KB_PORT": "9000"}).base_url == "http://127.0.0.1:9000/"
    given = {"KB_PORT": "9000", "KB_BASE_URL": "https://example.org/"}
    assert read_settings(given).base_url == "https://example.org/"


def test_every_problem_is_reported_at_once_with_what_is_accepted() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"KB_PROT": "1", "KB_PORT": "八千", "KB_LOG_LEVEL": "كثير"})
    found = {problem.where: problem for problem in caught.value.problems}
    assert set(found) == {"KB_PROT", "KB_PORT", "KB_LOG_LEVEL"}
    assert "did you mean KB_PORT?" in found["KB_PROT"].accepted
    assert found["KB_PORT"].accepted == "use a whole number from 1 to 65535"
    assert 'KB_LOG_LEVEL: "كثير" cannot be used; use one of: critical' in str(caught.value)


def test_training_variable_is_neither_read_nor_refused() -> None:
    assert read_settings({"KB_SHARED_DIR": "../shared"}) == read_settings({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KB_BASE_URL", "example.org"),
        ("KB_BASE_URL", "ftp://example.org/"),
        ("KB_BASE_URL", "https://example.org/?q=1"),
        ("KB_BASE_URL", "https://user:secret@example.org/"),
        ("KB_BASE_URL", "https://example.org/a b/"),
        ("KB_BASE_URL", "https://example.org/../x/"),
        ("KB_BASE_URL", "https://example.org:99999/"),
        ("KB_API_URL", "https://api.example.org/"),
        ("KB_INDEX_DIR", ""),
        ("KB_SERVE_SITE", "maybe"),
        ("KB_CORS_ORIGINS", "example.org"),
        ("KB_CORS_ORIGINS", "*,https://example.org"),
        ("KB_CORS_ORIGINS", "https://example.org/path"),
        ("KB_HOST", "no host"),
        ("KB_PORT", "0"),
        ("KB_PORT", "65536"),
        ("KB_PORT", "-1"),
        ("KB_MAX_QUERY_LENGTH", "5e2"),
        ("KB_REPORT_URL", "javascript:alert(1)"),
        ("KB_OPERATOR", "two\nlines"),
        ("KB_OPERATOR", "x" * 501),
        ("KB_REPORT_URL", "http://example.org/issues"),
    ],
)
def test_values_that_cannot_be_used_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert [problem.where for problem in caught.value.problems] == [name]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("KB_SERVE_SITE", "False", False),
        ("KB_CORS_ORIGINS", "", ()),
        (
            "KB_CORS_ORIGINS",
            "https://a.example, http://localhost:3000",
            ("https://a.example", "http://localhost:3000"),
        ),
        ("KB_HOST", "::1", "::1"),
        ("KB_LOG_LEVEL", "WARNING", "warning"),
        ("KB_REPORT_URL", "mailto:ldn@example.org", "mailto:ldn@example.org"),
        ("KB_OPERATOR", "وزارة البيئة، ldn@example.org", "وزارة البيئة، ldn@example.org"),
    ],
)
def test_values_that_are_accepted(name: str, value: str, expected: object) -> None:
    field = name.removeprefix("KB_").lower()
    assert getattr(read_settings({name: value}), field) == expected
