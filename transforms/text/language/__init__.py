"""Tell which language a text, a batch of texts, or an article with its paragraphs is in."""

from transforms.text.language.detect import Candidates, detect_article, detect_language, detect_languages, rank_languages
from transforms.text.language.profiles import ProfileError, profile_files
from transforms.text.language_settings import CORE_LANGUAGES, DEFAULT, ENGINES, UNDETERMINED, LanguageSettings

__all__ = [
    "CORE_LANGUAGES",
    "DEFAULT",
    "ENGINES",
    "UNDETERMINED",
    "Candidates",
    "LanguageSettings",
    "ProfileError",
    "detect_article",
    "detect_language",
    "detect_languages",
    "profile_files",
    "rank_languages",
]
