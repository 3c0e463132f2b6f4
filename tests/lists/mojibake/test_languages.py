"""Lost bytes in other languages than Chinese: no corpus, only what is usual in each."""

from __future__ import annotations

import pytest

from harvester.lists.mojibake.repair import repair
from tests.lists.mojibake.test_repair import misread

SAMPLES = {
    "German": "# Übersicht über Weltmodelle – für Ärzte\n- Schöne Grüße, Straße, “Zitat” …\n",
    "Spanish": "# Lista de artículos\n- El niño aprendió rápido: ¿qué pasó allí? Sí, aquí está.\n",
    "French": "# Liste d’articles évalués à l’œil\n- Modèle génératif où l’été s’achève, Noël\n",
    "Czech": "# Přehled článků\n- Učení strojů, čeština, řeč, žluťoučký kůň\n",
    "Turkish": "# Türkçe liste: Işık ve güneş\n- Çağrı, şehir, öğrenme, ılık, İstanbul\n",
    "Greek": "# Κατάλογος άρθρων\n- Μοντέλα κόσμου για ιατρική\n",
    "Russian": "# Список статей по моделям мира\n- Обучение роботов движению в больнице\n",
    "Japanese": "# 世界モデルの論文一覧\n- ロボットの学習と医療画像について、これはテストです。\n",
    "Traditional Chinese": "# 醫學世界模型論文列表\n- 機器人學習與醫療影像的綜述，歡迎貢獻！\n",
    "emoji": "# 🔥 List ✨ of 📚 papers 🏆\n- 🤖 Robots 🧑‍💻 Code 🎉 ✅ ❌ ⭐ 🔜 ⚠️ 📝 🧠\n",
}
LEAST = {"Traditional Chinese": 0.85, "Japanese": 0.9, "Russian": 0.95}


@pytest.mark.parametrize("page", ["cp1252", "cp1254"])
@pytest.mark.parametrize("language", SAMPLES)
def test_most_lost_characters_come_back_and_all_are_listed(language: str, page: str) -> None:
    text = SAMPLES[language] * 3
    made = repair(misread(text, page))
    assert len(made.text) == len(text)
    pairs = [(one, other) for one, other in zip(text, made.text, strict=True) if one > "\x7f"]
    right = sum(one == other for one, other in pairs)
    assert right >= LEAST.get(language, 1.0) * len(pairs)
    assert len(pairs) - right <= len(made.uncertain)


@pytest.mark.parametrize("language", SAMPLES)
def test_without_loss_every_language_comes_back_and_clean_text_is_let_alone(language: str) -> None:
    text = SAMPLES[language]
    assert repair(text).text == text
    for page in ("cp1252", "cp1254", "latin-1"):
        assert repair(misread(text, page, lose=False)).text == text
