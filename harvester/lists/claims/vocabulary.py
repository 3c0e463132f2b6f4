"""The words by which people label links, columns, sections and fields, in several languages."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

PAPER_LABEL = re.compile(
    r"\b(?:papers?|pdf|arxiv|abs|abstract|preprint|publication|article|open ?review|doi|springer|"
    r"ieee|acm|nature|science|elsevier|wiley|biorxiv|medrxiv|pubmed|hal|cvf|pmlr|acl|thesis|"
    r"manuscript|alphaxiv|html|journal)\b|论文|文章|原文|論文|논문",
    re.IGNORECASE,
)
CODE_LABEL = re.compile(
    r"\b(?:codes?|git ?hub|gitlab|repo(?:sitory)?|pytorch|tensorflow|jax|keras|tf|matlab|caffe|"
    r"official|implementation|source|colab|star(?:s|red)?)\b|代码|源码|コード|코드",
    re.IGNORECASE,
)
PROJECT_LABEL = re.compile(
    r"\b(?:project|page|home ?page|web(?:site|page)?|site|demo|blog|docs?|documentation)\b"
    r"|主页|项目|网站|文档|官网|博客",
    re.IGNORECASE,
)
DATASET_LABEL = re.compile(r"\b(?:data ?sets?|data|benchmark)\b|数据集?", re.IGNORECASE)
VIDEO_LABEL = re.compile(
    r"\b(?:videos?|you ?tube|talk|presentation|bilibili)\b|视频|動画", re.IGNORECASE
)
SLIDES_LABEL = re.compile(r"\b(?:slides?|ppt|poster)\b|海报", re.IGNORECASE)
_OTHER_LABEL = re.compile(
    r"\b(?:link|links|url|here|supp(?:lement(?:ary|al)?)?|appendix|bib(?:tex)?|cite|tweet|twitter|"
    r"news|model|models|weights|checkpoints?|hugging ?face|hf|notes?|explained|zhihu|reviews?|"
    r"download|api|download|book|tutorial|image|wechat|app|kaggle|modelscope|medium|x)\b"
    r"|链接|下载|解读|摘要|知乎|模型|详细|点击|リンク",
    re.IGNORECASE,
)
_ID_LABEL = re.compile(
    r"\W*(?:(?:arxiv\W*)?\d{4}\.\d{4,5}(?:v\d+)?|(?:doi\W*)?10\.\d{4,9}/\S+)\W*", re.IGNORECASE
)
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
_LABEL_WORDS = re.compile(r"[^\W_]+")
_LABEL_FILL = re.compile(
    r"\b(?:the|an?|in|on|for|of|and|or|our|my|official|unofficial|full|short|long|extended|version|"
    r"versions|v?\d+(?:\.\d+)?k?|construction|coming|soon|tbd|release|released|main|see|latest|"
    r"original|online|interactive|live|author|third|party|inference|training|train|test|cn|en|zh|"
    r"english|chinese|[x?]{3,5}|中文|英文|first|second|badge|icon|logo|website|b|mb|gb)\b",
    re.IGNORECASE,
)
_ROLES = (
    PAPER_LABEL,
    CODE_LABEL,
    PROJECT_LABEL,
    DATASET_LABEL,
    VIDEO_LABEL,
    SLIDES_LABEL,
    _OTHER_LABEL,
)
_ANY_ROLE = re.compile(
    rf"(?=\w)(?:\b|(?=[^\x00-\x7f]))(?:{'|'.join(role.pattern for role in _ROLES)})", re.IGNORECASE
)

CONTENTS_SECTION = re.compile(
    r"^\W*(?:table of contents?|contents?|toc|index|menu|目录|目次)\W*$", re.IGNORECASE
)
SKIPPED_SECTION = re.compile(
    r"^\W*(?:\d+[.)]?\s*)?(?:contribut\w*(?: guide\w*)?|"
    r"how to contribute|citations?|cite(?: us)?|bibtex|acknowledge?ments?|credits|licen[cs]e|"
    r"star(?:gazers?)? ?history|stars?|contact(?: us)?|sponsors?|maintainers?|authors?|"
    r"贡献(?:指南)?|引用|致谢|许可证|联系(?:我们|方式)|贡献者)\W*$",
    re.IGNORECASE,
)
RELATED_SECTION = re.compile(
    r"^\W*(?:\d+[.)]?\s*)?(?:(?:other |related |similar |more )*(?:awesome )?(?:related |similar )"
    r"(?:awesome |github |paper )*(?:lists?|repos?(?:itories|itory)?|collections?|awesome\w*)"
    r"|(?:other|more) (?:awesome |github |paper )*(?:lists?|collections?|awesome\w*)"
    r"|awesome lists?|相关仓库|友情链接)\W*$",
    re.IGNORECASE,
)
"""Where other lists stand."""
PAPER_SECTION = re.compile(r"\b(?:papers|publications)\b|论文|論文|논문", re.IGNORECASE)
DATASET_SECTION = re.compile(
    r"\b(?:data ?sets?|benchmarks?|corpora|corpus)\b|数据集?|データセット", re.IGNORECASE
)
RESOURCE_SECTION = re.compile(
    r"\W*(?:\d+[.)]?\s*)?(?:(?:and|or|the|introduct(?:ory|ion)|related|other|online|useful|video|further|"
    r"learning|resources?|materials?)\W+)*"
    r"(?:(?:tutorials?|blogs?|blog ?posts?|posts|videos|courses?|lectures?|talks?|news|podcasts?|"
    r"books?|教程|博客|视频|课程|讲座|新闻|チュートリアル)"
    r"(?:\W+(?:and|or|resources?|materials?)\b)*\W*)+",
    re.IGNORECASE,
)
"""Where things are listed that are no papers unless a paper's link says so."""
_BESIDE_FEATURED = (
    r"(?:(?:the|our|of|and|this|week|month|year|most|important|papers?|works?|articles?|projects?|"
    r"surveys?|releases?|list|\d+|论文|工作)\b\W*)*"
)
FEATURED = re.compile(
    rf"\W*{_BESIDE_FEATURED}(?:(?:featured|highlights?|spotlights?|must[- ]?reads?|"
    r"editor['’]?s? (?:picks?|choices?)|top picks|trending|what['’]?s new|news|latest|"
    r"recent(?:ly)?(?: added| additions)?|updates?|new(?: additions| arrivals)?)\b|"
    rf"(?:精选|最新|推荐|新闻|更新)+)\W*{_BESIDE_FEATURED}",
    re.IGNORECASE,
)
"""The heading of entries that are shown a second time, matched as a whole."""
BACK_REFERENCE = re.compile(
    r"见(?:上|下|前|后)|同上|参见|上文|"
    r"(?:see|listed|described|mentioned|as) (?:above|below|also)|cf\.|\bibid",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"(?=[^\w\[<]*+[\w ;]++(?:\s*+[(（][^()（）]*+[)）])?+[*_`]*+\s*+[:：])"
    r"[^\w\[<]*(?P<label>papers?|pdf|arxiv|codes?|github|repo(?:sitory)?|projects?(?: page)?|"
    r"home ?page|web ?(?:site|page)|demo(?: video)?|videos?|data ?sets?|data|benchmarks?|"
    r"supp(?:l\w*)?|slides?|"
    r"poster|links?|urls?|authors?|institutions?|institute|affiliations?|"
    r"organi[sz]ation|dates?|year|"
    r"publisher|published|venue|journal|conference|env(?:s|ironments?)?|"
    r"key(?: ?(?:words?|terms?|points?|ideas?|insights?|features?|contributions?|takeaways?))?|"
    r"tags?|tl;?dr|summary|abstract|"
    r"description|comments?|metrics?|notes?|tasks?|licen[cs]e|model|models|base model|paper link|"
    r"title|reference|references|topic|session|status|blog|bibtex|cite|citation|doi|"
    r"(?:论文|代码|项目|主页|链接|数据集?|模型|基座模型|基础模型|院校|机构|作者|时间|日期|会议|期刊|简介|摘要|标题|"
    r"原名|备注|介绍|训练数据|特点|论文下载链接|代码链接|论文链接|项目链接|主页链接|视频|中文解读|解读|地址|单位|官网)"
    r"\w{0,6})(?:\s*[(（][^()（）]*[)）])?[*_`]*\s*[:：]",
    re.IGNORECASE,
)
DESCRIBES = re.compile(
    r"(?<![:,;–—-])\s+(?=(?:(?:This|The) (?:new |recent )?(?:paper|work|study|survey|report|"
    r"article|review|authors)|We|Researchers|(?:Introduc|Propos|Describ|Explor|Releas|Provid|"
    r"Examin|Analyz|Argu|Combin|Evaluat|Demonstrat|Investigat|Present|Show|Develop|Survey|Discuss|"
    r"Report|Review|Train|Extend|Find|Build|Address|Offer|Open-sourc)e?s)\s+[^\sA-Z])"
)
"""Where a description begins right behind a title, with nothing but a blank between."""
URL_FIELD = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+)?[*_`]*(?P<label>[^\W\d_][^\s:：\[\]()|*_`]{0,19})[*_`]*[ \t]*"
    r"[:：][*_`]*[ \t]*<?https?://"
)
ANY_FIELD = re.compile(r"[*_`]*[^\W_][^:：\n]{0,28}[:：][*_`]*\s*(?:<?https?://|[^\s:：/])")
TITLE_COLUMN = re.compile(
    r"^\W*(?:(?:paper|article|work|survey)? ?titles?|papers?|articles?|publications?|works?|"
    r"references?|论文(?:标题|名称|名)?|标题|文章|題名|論文|文献|代表资源.*|代表.*|(?:代表)?工作.*|资源.*)\W*$",
    re.IGNORECASE,
)
NAME_COLUMN = re.compile(
    r"^\W*(?:names?|models?|methods?|projects?|data ?sets?|benchmarks?|tools?|implementations?|"
    r"librar(?:y|ies)|frameworks?|platforms?|repo(?:sitory|sitories)?|approach(?:es)?|algorithms?|systems?|"
    r"resources?|softwares?|packages?|名称|模型|方法|数据集|项目|算法|工具|平台|架构|モデル|手法)\b.*$",
    re.IGNORECASE,
)
CATEGORY_COLUMN = re.compile(
    r"^\W*(?:categor(?:y|ies)|types?|tasks?|areas?|domains?|directions?|topics?|类别|类型|方向|任务|"
    r"领域|用途|分类)\W*$",
    re.IGNORECASE,
)
DATE_COLUMN = re.compile(
    r"^\W*(?:dates?|years?|time|published(?: on)?|month|日期|时间|年份?|发布时间|"
    r"released?(?: date)?"
    r"|公開時期|入門時期)\W*$",
    re.IGNORECASE,
)
EVENT_COLUMN = re.compile(
    r"^\W*(?:venues?|conferences?|journals?|pub(?:lication|lisher|\.)?s?|where|会议|期刊|发表|来源|"
    r"会議.*|proceedings|publication venue|conf\.?/?journal|"
    r"(?:published|accepted|appear\w*) (?:in|at|by))"
    r"\W*$",
    re.IGNORECASE,
)
AUTHORS_COLUMN = re.compile(r"^\W*(?:authors?|first author|作者|著者)\W*$", re.IGNORECASE)
DATASET_COLUMN = re.compile(r"^\W*(?:data ?sets?|benchmarks?|数据集)\W*$", re.IGNORECASE)


_FIELD_LINE = re.compile(r"^" + URL_FIELD.pattern, re.MULTILINE)
_OFTEN = 4


def field_labels(text: str) -> frozenset[str]:
    """Return the words that stand again and again before an address: they label, and name nothing.

    >>> field_labels("- Adresse: https://a.b\\n" * 4)
    frozenset({'Adresse'})
    """
    counted = Counter(match["label"] for match in _FIELD_LINE.finditer(text))
    return frozenset(label for label, times in counted.items() if times >= _OFTEN)


@lru_cache(maxsize=4096)
def is_role_label(label: str) -> bool:
    """Tell a link's label that says what it leads to (`PDF`, `code`, `[论文]`) from a title.

    >>> is_role_label("Paper (coming soon)"), is_role_label("Papers with Code for All")
    (True, False)
    """
    if len(label) > 40:
        return False
    label = _SHORTCODE.sub(" ", label)
    if _ID_LABEL.fullmatch(label):
        return True
    if not _ANY_ROLE.search(label):
        return not _LABEL_WORDS.search(label)
    rest = label
    for role in _ROLES:
        rest = role.sub(" ", rest)
    left = _LABEL_WORDS.findall(_LABEL_FILL.sub(" ", rest))
    words = len(_LABEL_WORDS.findall(label))
    return not left or (len(left) == 1 and words <= 3 and len(left[0]) <= 2)
