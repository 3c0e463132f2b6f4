"""Person names in Chinese, Japanese and Korean signs, told from other words by family name.

Family names are few there: the hundred commonest of China name six people in seven (Ministry of
Public Security, 2020 report on names), those of Korea nearly everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CHINESE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔"
    "向常汤張劉陳楊黃趙吳孫馬鄭謝許韓鄧馮蕭蔣葉蘇呂盧鍾譚陸賈鄒閻龍賀顧龔萬錢嚴湯"
)
_COMPOUND = "欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|皇甫|尉迟|端木|慕容"
_JAPANESE = (
    "佐藤|鈴木|高橋|田中|伊藤|渡[辺邊]|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|斎藤|斉藤|"
    "清水|山崎|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|"
    "福田|太田|西村|藤井|金子|藤原|岡本|三浦|中野|中川|原田|松田|竹内|小野|中山|田村|石田|上田|和田|森田|"
    "原田|柴田|酒井|工藤|横山|宮崎|宮本|内田|高木|安藤|谷口|大野|丸山|今井|河野|藤本|村田|武田|上野|杉山"
)
_KOREAN = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천"
)
HAN = r"\u3400-\u9fff"
KANA = r"\u3040-\u30ff"
HANGUL = r"\uac00-\ud7af"
"""Han, kana and hangul signs, as ranges of a character class."""
_NAME = re.compile(
    rf"(?:{_COMPOUND})[{HAN}]{{1,2}}|[{_CHINESE}][{HAN}]{{1,2}}|"
    rf"(?:{_JAPANESE})[ \u3000]?[{HAN}{KANA}]{{1,4}}|[{_KOREAN}][{HANGUL}]{{1,2}}"
)
WRITTEN = (
    rf"(?:[{HAN}々]{{2,4}}|[{HAN}々]{{1,3}}[ \u3000][{HAN}々{KANA}]{{1,4}}|"
    rf"[{HANGUL}]{{2,4}})"
)
"""A pattern for what may be a name by its length."""

_SIGNS = re.compile(WRITTEN)


def may_be_name(words: str) -> bool:
    """Tell words as short as a name in Chinese, Japanese or Korean signs.

    >>> may_be_name("机器学习"), may_be_name("深度世界模型"), may_be_name("Li Lei")
    (True, False, False)
    """
    return not words.isascii() and _SIGNS.fullmatch(words) is not None


def are_people(names: Sequence[str]) -> bool:
    """Tell names from other short words: more than half begin with a common family name.

    >>> are_people(["王小明", "李雷", "欧阳娜娜"]), are_people(["机器学习", "深度学习"])
    (True, False)
    """
    return sum(_NAME.fullmatch(name) is not None for name in names) * 2 > len(names)
