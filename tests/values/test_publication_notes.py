"""What notes of preprints say of their publication: right, or silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvester.values.publication_notes import read_journal_reference, read_publication
from tests.paths import SHARED

STATED = {
    "Accepted at ICCV 2025 (oral)": "ICCV 2025",
    "12 pages, 5 figures. Accepted to CVPR 2024. Project page: https://example.org": "CVPR 2024",
    "Published as a conference paper at ICLR 2021": "ICLR 2021",
    "CVPR'25": "CVPR 2025",
    "CVPR24 Highlight": "CVPR 2024",
    "AAAI-24": "AAAI 2024",
    "ICML 2023": "ICML 2023",
    "In NIPS 2017": "NeurIPS 2017",
    "37th Conference on Neural Information Processing Systems (NeurIPS 2023)": "NeurIPS 2023",
    "Advances in Neural Information Processing Systems 36 (2023), poster": "NeurIPS 2023",
    "Accepted by IEEE Transactions on Medical Imaging": "TMI",
    "Accepted by IEEE TMI, 2025": "TMI 2025",
    "To appear in Medical Image Analysis (2024)": "MedIA 2024",
    "2024 IEEE International Conference on Robotics and Automation (ICRA)": "ICRA 2024",
    "ICRA 2024, 8 pages": "ICRA 2024",
    "8 pages, accepted to IROS 2023": "IROS 2023",
    "Published in Transactions on Machine Learning Research (04/2024)": "TMLR 2024",
    "Accepted to TMLR": "TMLR",
    "MICCAI 2024 (early accept)": "MICCAI 2024",
    "Accepted at the 27th International Conference on Medical Image Computing and Computer "
    "Assisted Intervention (MICCAI 2024)": "MICCAI 2024",
    "Accepted to Robotics: Science and Systems (RSS) 2024": "RSS 2024",
    "NeurIPS 2023 Datasets and Benchmarks Track": "NeurIPS 2023",
    "Accepted to NeurIPS 2025 Workshop on World Models": "NeurIPS 2025 Workshop",
    "CVPRW 2023": "CVPR 2023 Workshop",
    "Accepted at the ICML 2024 Workshop on Foundation Models in the Wild": "ICML 2024 Workshop",
    "Workshop on Efficient Reasoning at NeurIPS 2025": "NeurIPS 2025 Workshop",
    "accepted by ACM MM'23": "ACM MM 2023",
    "Nature (2025)": "Nature 2025",
    "Published in Nature Machine Intelligence, 2024": "Nature Machine Intelligence 2024",
    "EMNLP 2023 Findings": "EMNLP 2023",
    "SIGGRAPH Asia 2023 (Conference track)": "SIGGRAPH Asia 2023",
    "To appear in the Proceedings of the International Conference on Widget Design (ICWD 2022)": (
        "ICWD 2022"
    ),
    "Accepted at the 6th International Workshop on Widget Testing (WIT'21)": "WIT 2021 Workshop",
    "camera-ready version, ECCV 2022": "ECCV 2022",
    "ECCV 2024; code: https://example.org/code": "ECCV 2024",
    "Accepted by ACL 2024 main conference": "ACL 2024",
    "This paper has been accepted by WACV2026": "WACV 2026",
    "In the Proceedings of the IEEE International Conference on Data Mining, 2021": "ICDM 2021",
}
UNSTATED = [
    "",
    "12 pages, 5 figures",
    "Submitted to ICCV 2025",
    "Under review at CVPR 2026",
    "Under double-blind review as a conference paper at ICLR 2026",
    "ICLR 2026 submission",
    "Preprint. Under review.",
    "Rejected from NeurIPS 2022",
    "Extended version of our CVPR 2021 paper",
    "Journal extension of ECCV 2020 (arXiv:2001.00001)",
    "Part of this work was presented at ICASSP 2020",
    "A short version appeared at the NeurIPS 2021 workshop",
    "Technical report for the CVPR 2024 autonomous driving challenge",
    "1st place in the ICCV 2021 competition",
    "Tutorial at KDD 2023",
    "Code for our ICML 2023 paper is at https://example.org",
    "Workshop on something funded by a grant, 2020",
    "Trained on data of CVPR 2017",
    "School of Computer Science, 2020",
    "Invited lecture, Nature of Things conference 2019",
    "Accepted to CVPR",
    "This is part IV of a series, 14 pages",
    "Accepted at ICCV 2023. Accepted at ECCV 2024",
    "withdrawn; it was accepted at ICML 2019",
    "An earlier version appeared at ICML 2020",
]


@pytest.mark.parametrize(("note", "venue"), STATED.items(), ids=range(len(STATED)))
def test_a_stated_publication_is_read(note: str, venue: str) -> None:
    assert str(read_publication(note)) == venue


@pytest.mark.parametrize("note", UNSTATED, ids=range(len(UNSTATED)))
def test_what_is_not_said_is_not_read(note: str) -> None:
    assert read_publication(note) is None


@given(st.sampled_from(sorted(STATED)), st.sampled_from(["Submitted to", "Under review at"]))
def test_a_submission_is_never_a_publication(note: str, words: str) -> None:
    clause = note.partition(";")[0].partition(". ")[0]
    assert read_publication(f"{words} {clause}") is None


@given(st.text(max_size=300))
def test_any_text_is_read(note: str) -> None:
    read_publication(note)
    read_journal_reference(note)


@pytest.mark.parametrize(
    ("reference", "venue"),
    [
        (
            "IEEE Transactions on Information Theory ( Volume: 65 , Issue: 4 , April 2019 )",
            "TIT 2019",
        ),
        (
            "Proc. 2023 IEEE/CVF Conf. on Computer Vision and Pattern Recognition (CVPR) 1-9",
            "CVPR 2023",
        ),
        ("Nature 640, 647-653 (2025)", "Nature 2025"),
        ("Statistical Science 2008, Vol. 23, No. 1, 65-68", "None"),
        ("Phys.Lett.B573:94-100,2003", "PLB 2003"),
    ],
)
def test_a_journal_reference_names_a_known_venue(reference: str, venue: str) -> None:
    assert str(read_journal_reference(reference)) == venue


# Read by eye: what each recorded comment says; every other recorded comment says nothing.
RECORDED = {
    **dict.fromkeys(
        ["2501.07954", "2502.09460", "2412.18843", "2501.09657", "2501.17461", "2503.23466"],
        "ICST 2025",
    ),
    **dict.fromkeys(["2312.05778", "2501.11550"], "ICST 2025"),
    **dict.fromkeys(["2306.07400", "2604.03438", "2602.19294"], "ICST 2026"),
    **dict.fromkeys(["2012.06822", "2101.09077", "2101.12036"], "ICST 2021"),
    **dict.fromkeys(["2301.05651", "2301.13615", "2302.09330"], "ICST 2023"),
    **dict.fromkeys(["2005.06826", "2005.14124"], "ISSTA 2020"),
    "1009.3186": "TIT",
    "1106.3680": "ICALP 2011 Workshop",
    "1306.4664": "Algorithmica",
    "1601.06222": "Workshop on Automated Testing for Cyber-Physical Systems in the Cloud 2015",
    "1602.05618": "RET 2016 Workshop",
    "1709.03221": "FSE 2017",
    "1808.05353": "ISSTA 2018",
    "1907.06632": "MET 2019 Workshop",
    "2002.06611": "International Conference on Artificial Intelligence Testing 2020",
    "2107.07364": "International Conference On Artificial Intelligence Testing 2021",
    "2012.10662": "SAC-SVT 2021",
    "2103.02870": "MET 2021 Workshop",
    "2106.04735": "ISSTA 2021",
    "2109.07960": "AITest 2021",
    "2202.06271": "ICST 2022",
    "2202.12139": "ICST 2022 Workshop",
    "2204.08348": "ISSTA 2022",
    "2302.03287": "ICST 2023 Workshop",
    "2304.06414": "TDIS 2022 Workshop",
    "2304.12671": "ICST 2012",
    "2306.03845": "ISSTA 2023",
    "2312.06056": "ICST 2024",
    "2401.15189": "ICSE 2024 Workshop",
    "2407.18756": "MET 2024 Workshop",
    "2412.16620": "ISSTA 2025",
    "2502.07719": "DeepTest 2025 Workshop",
    "2602.15552": "DeepTest 2026 Workshop",
}


def test_recorded_comments_are_read_as_a_person_reads_them() -> None:
    folder = SHARED / "recorded" / "arxiv" / "atom-2026"
    if not folder.is_dir():
        pytest.skip("the recorded answers are not here")
    atom, arxiv = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"
    read: dict[str, str] = {}
    for path in sorted(folder.glob("*.xml")):
        for entry in etree.parse(path).iter(f"{atom}entry"):
            venue = read_publication(entry.findtext(f"{arxiv}comment") or "")
            if venue is not None:
                identifier = (entry.findtext(f"{atom}id") or "").rpartition("/abs/")[2]
                read[identifier.partition("v")[0]] = str(venue)
    wrong = {key: venue for key, venue in read.items() if RECORDED.get(key) != venue}
    assert not wrong
    assert len(read) >= 0.9 * len(RECORDED)
