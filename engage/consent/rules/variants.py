"""The same words in Easy Read or in another language: what there can be, and how it is named."""

from __future__ import annotations

from dataclasses import dataclass

from engage.consent.rules import Format


@dataclass(frozen=True)
class Variant:
    """How a wording is presented; `key` stands in addresses, `title` on pages, for whoever reads it and for the team."""

    key: str
    title: str
    language: str = "en"
    format: Format = Format.STANDARD
    direction: str = "ltr"


STANDARD = Variant("standard", "English")
EASY_READ = Variant("easy-read", "Easy Read", format=Format.EASY_READ)
_LANGUAGES = (
    Variant("ar", "العربية (Arabic)", "ar", direction="rtl"),
    Variant("bn", "বাংলা (Bengali)", "bn"),
    Variant("cy", "Cymraeg (Welsh)", "cy"),
    Variant("fa", "فارسی (Farsi)", "fa", direction="rtl"),
    Variant("fr", "Français (French)", "fr"),
    Variant("gu", "ગુજરાતી (Gujarati)", "gu"),
    Variant("ne", "नेपाली (Nepali)", "ne"),
    Variant("pa", "ਪੰਜਾਬੀ (Punjabi)", "pa"),
    Variant("pl", "Polski (Polish)", "pl"),
    Variant("pt", "Português (Portuguese)", "pt"),
    Variant("ro", "Română (Romanian)", "ro"),
    Variant("so", "Soomaali (Somali)", "so"),
    Variant("sk", "Slovenčina (Slovak)", "sk"),
    Variant("tr", "Türkçe (Turkish)", "tr"),
    Variant("uk", "Українська (Ukrainian)", "uk"),
    Variant("ur", "اردو (Urdu)", "ur", direction="rtl"),
    Variant("zh", "中文 (Chinese)", "zh"),
)
VARIANTS: dict[str, Variant] = {each.key: each for each in (STANDARD, EASY_READ, *_LANGUAGES)}
_BY_KIND = {(each.language, each.format): each for each in VARIANTS.values()}


def variant_of(language: str, format_: Format) -> Variant:
    """What a wording in this language and format is called."""
    return _BY_KIND.get((language, format_)) or Variant(language, language, language, format_)


def edition(version: int, language: str, format_: Format) -> str:
    """Which words somebody was shown.

    >>> edition(2, "en", Format.STANDARD), edition(2, "en", Format.EASY_READ)
    ('version 2', 'version 2, Easy Read')
    """
    variant = variant_of(language, format_)
    return f"version {version}" if variant == STANDARD else f"version {version}, {variant.title}"
